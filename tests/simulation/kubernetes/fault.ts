import { LAN, MILLISECOND, type Link, type Process } from '../../../labs/cluster/kernel/index.ts';
import type { Machine } from '../../../labs/cluster/machine/index.ts';
import { applyFault } from '../../../labs/topology/apply-fault.ts';
import { manifestPath, shelvedPath } from '../../../labs/topology/static-pods.ts';
import { DISK_SYNC_US } from '../cluster.ts';
import type { StackedCluster } from './cluster.ts';

/** What can go wrong with one program of a machine, or with the machine itself. */
type Blow =
  /** kill −9; whoever started it starts it again, with pauses. */
  | { readonly kind: 'kill'; readonly program: string }
  /** SIGSTOP, and SIGCONT when the fault ends. */
  | { readonly kind: 'freeze'; readonly program: string }
  /** A static pod's manifest is moved away, and back when the fault ends. */
  | { readonly kind: 'shelve'; readonly program: string }
  /** `systemctl restart`. */
  | { readonly kind: 'restart'; readonly program: string }
  | { readonly kind: 'power' }
  | { readonly kind: 'disk'; readonly syncMs: number };

/** What can go wrong, as a value: a schedule of faults is a list of these. */
export type Fault =
  | (Blow & { readonly machines: readonly string[] })
  /** From each of the first to each of the second, one way. */
  | {
      readonly kind: 'link';
      readonly from: readonly string[];
      readonly to: readonly string[];
      readonly change: Partial<Link>;
    };

/** Makes it happen now. Shape: what ends what lasts, later */
export function beginFault(cluster: StackedCluster, fault: Fault): () => void {
  if (fault.kind === 'link') {
    setLinks(cluster, fault, fault.change);
    return () => setLinks(cluster, fault, LAN);
  }
  const ends = fault.machines.map((name) => strike(cluster, cluster.lab.machine(name), fault));
  return () => {
    for (const end of ends) end();
  };
}

function strike(cluster: StackedCluster, machine: Machine, fault: Blow): () => void {
  switch (fault.kind) {
    case 'kill':
      for (const process of cluster.processesOf(machine, fault.program)) process.signal('SIGKILL');
      break;
    case 'freeze':
      return freeze(cluster.processesOf(machine, fault.program));
    case 'shelve':
      return shelve(cluster, machine, fault.program);
    case 'restart':
      if (machine.isOn) machine.systemd.request('restart', `${fault.program}.service`);
      break;
    case 'power':
      machine.powerOff();
      return () => machine.boot();
    case 'disk':
      machine.disk.syncUs = fault.syncMs * MILLISECOND;
      return () => {
        machine.disk.syncUs = DISK_SYNC_US;
      };
  }
  return () => undefined;
}

function freeze(processes: readonly Process[]): () => void {
  for (const process of processes) process.signal('SIGSTOP');
  return () => {
    for (const process of processes) process.signal('SIGCONT');
  };
}

function shelve({ lab }: StackedCluster, machine: Machine, pod: string): () => void {
  const { files, name } = machine;
  if (files.isFile(manifestPath(pod))) applyFault(lab, { kind: 'stop', machine: name, unit: pod });
  return () => {
    if (files.isFile(shelvedPath(pod)))
      applyFault(lab, { kind: 'start', machine: name, unit: pod });
  };
}

function setLinks(
  { lab }: StackedCluster,
  { from, to }: { readonly from: readonly string[]; readonly to: readonly string[] },
  change: Partial<Link>,
): void {
  for (const a of from) {
    for (const b of to) {
      if (a !== b) lab.kernel.network.setLink(lab.machine(a), lab.machine(b), change);
    }
  }
}

/** A fault as a report names it. */
export function formatFault(fault: Fault): string {
  if (fault.kind === 'link') {
    const change = Object.entries(fault.change).map(([key, value]) => `${key}=${String(value)}`);
    return `link ${fault.from.join(' ')} → ${fault.to.join(' ')} ${change.join(' ')}`;
  }
  const how = fault.kind === 'disk' ? ` ${fault.syncMs} ms` : '';
  const what = 'program' in fault ? ` ${fault.program}` : '';
  return `${fault.kind}${what} ${fault.machines.join(' ')}${how}`;
}

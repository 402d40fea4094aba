import { LAN, MILLISECOND, type Link } from '../../labs/cluster/kernel/index.ts';
import type { Machine } from '../../labs/cluster/machine/index.ts';
import { DISK_SYNC_US, type SimulatedCluster } from './cluster.ts';

/** What can go wrong, as a value: a schedule of faults is a list of these. */
export type Fault =
  /** kill −9; systemd starts it again after a second. */
  | { readonly kind: 'kill'; readonly members: readonly string[] }
  /** `systemctl restart`: SIGTERM, then a start. */
  | { readonly kind: 'restart'; readonly members: readonly string[] }
  /** SIGTERM, and nobody starts it until the fault ends. */
  | { readonly kind: 'terminate'; readonly members: readonly string[] }
  | { readonly kind: 'power'; readonly members: readonly string[] }
  | { readonly kind: 'freeze'; readonly members: readonly string[] }
  | { readonly kind: 'disk'; readonly members: readonly string[]; readonly syncMs: number }
  /** From each of the first to each of the second, one way. */
  | {
      readonly kind: 'link';
      readonly from: readonly string[];
      readonly to: readonly string[];
      readonly change: Partial<Link>;
    };

/** Makes it happen now. */
export function beginFault(cluster: SimulatedCluster, fault: Fault): void {
  if (fault.kind === 'link') {
    setLinks(cluster, fault, fault.change);
    return;
  }
  for (const name of fault.members) strike(cluster, cluster.member(name), fault);
}

/** Ends what lasts. A fault that another one has overtaken may end early: that is a fault, too. */
export function endFault(cluster: SimulatedCluster, fault: Fault): void {
  if (fault.kind === 'link') {
    setLinks(cluster, fault, LAN);
    return;
  }
  for (const name of fault.members) {
    const machine = cluster.member(name);
    if (fault.kind === 'power') machine.boot();
    else if (fault.kind === 'freeze') cluster.signal(machine, 'SIGCONT');
    else if (fault.kind === 'disk') machine.disk.syncUs = DISK_SYNC_US;
    else cluster.start(machine);
  }
}

function strike(cluster: SimulatedCluster, machine: Machine, fault: Fault): void {
  switch (fault.kind) {
    case 'kill':
      cluster.signal(machine, 'SIGKILL');
      break;
    case 'restart':
      cluster.start(machine, 'restart');
      break;
    case 'terminate':
      cluster.signal(machine, 'SIGTERM');
      break;
    case 'power':
      machine.powerOff();
      break;
    case 'freeze':
      cluster.signal(machine, 'SIGSTOP');
      break;
    case 'disk':
      machine.disk.syncUs = fault.syncMs * MILLISECOND;
      break;
    default:
  }
}

function setLinks(
  cluster: SimulatedCluster,
  { from, to }: { readonly from: readonly string[]; readonly to: readonly string[] },
  change: Partial<Link>,
): void {
  const machines = [...cluster.members, ...cluster.clients];
  for (const a of machines.filter(({ name }) => from.includes(name))) {
    for (const b of machines.filter(({ name }) => to.includes(name))) {
      if (a !== b) cluster.kernel.network.setLink(a, b, change);
    }
  }
}

/** A fault as a report names it. */
export function formatFault(fault: Fault): string {
  if (fault.kind !== 'link') {
    const how = fault.kind === 'disk' ? ` ${fault.syncMs} ms` : '';
    return `${fault.kind} ${fault.members.join(' ')}${how}`;
  }
  const change = Object.entries(fault.change).map(([key, value]) => `${key}=${String(value)}`);
  return `link ${fault.from.join(' ')} → ${fault.to.join(' ')} ${change.join(' ')}`;
}

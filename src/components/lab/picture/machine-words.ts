import type { MachineSnapshot } from '../../../../labs/host/protocol.ts';
import { processesOf, roleOf } from './processes.ts';
import type { ProcessView } from './processes.ts';

/**
 * A machine in words.
 *
 * Shape:   `etcd-1 leader, term 3`, `etcd-2 stopped`, `etcd-3 off`,
 *          `lb on: haproxy running, cp-1 up, cp-2 down`,
 *          `cp-1 on: kubelet running, kube-apiserver ready, etcd leader, term 3`
 */
export function formatMachine(machine: MachineSnapshot): string {
  const { name, role, isOn } = machine;
  if (!isOn) return `${name} off`;
  const processes = processesOf(machine);
  const held = (machine.heldAddresses ?? []).map((address) => `holds ${address}`);
  const rest = [...held, ...formatDisk(machine)];
  // A machine that is there for one process is named for it.
  if (role === 'etcd') {
    const [whole = `${name} on`] = processes.map((one) => `${name} ${formatProcess(one)}`);
    return [whole, ...rest].join(', ');
  }
  const all = [...processes.map((one) => `${one.name} ${formatProcess(one)}`), ...rest];
  return all.length === 0 ? `${name} on` : `${name} on: ${all.join(', ')}`;
}

/** Shape: `leader, term 3`, `ready`, `running, cp-1 up, cp-2 down`, `stopped`. */
export function formatProcess(process: ProcessView): string {
  const role = roleOf(process);
  if (process.state !== 'running') return role;
  if (process.etcd !== undefined) return `${role}, term ${process.etcd.term}`;
  const servers = process.balancer?.servers ?? [];
  return [role, ...servers.map(({ name, isUp }) => `${name} ${isUp ? 'up' : 'down'}`)].join(', ');
}

/** Shape: `disk full`, `disk slow`; nothing where it is well */
export function formatDisk({ disk }: MachineSnapshot): string[] {
  if (disk === undefined) return [];
  return [disk.isFull ? 'disk full' : 'disk slow'];
}

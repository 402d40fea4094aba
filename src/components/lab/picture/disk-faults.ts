import type { MachineSnapshot } from '../../../../labs/host/protocol.ts';
import type { FaultChoice, FaultGroup } from './faults.ts';

/** What an fsync takes on a slow disk. etcd warns from one second on. */
const SLOW_SYNC_MS = 1_200;

/** What a machine's menu offers for its disk. */
export function diskGroup({ name, disk }: MachineSnapshot): FaultGroup {
  const isFull = disk?.isFull === true;
  const isSlow = disk !== undefined && disk.syncMs >= SLOW_SYNC_MS;
  const choices = [
    ...(isFull ? [] : [fill(name)]),
    ...(isSlow ? [] : [slowDown(name)]),
    ...(disk === undefined ? [] : [repair(name)]),
  ];
  const says = isFull ? 'full' : disk ? `an fsync takes ${disk.syncMs / 1_000} s` : 'healthy';
  return { label: 'Disk', says, choices };
}

function fill(machine: string): FaultChoice {
  const command = 'fallocate -l $(df --output=avail -B1 / | tail -1) ~/filler';
  return {
    label: 'Fill',
    done: `Nothing more fits on the disk of ${machine}.`,
    fault: { kind: 'fill-disk', machine },
    command: machine === 'workstation' ? command : `ssh ${machine} '${command}'`,
  };
}

function slowDown(machine: string): FaultChoice {
  return {
    label: 'Slow down',
    done: `An fsync on ${machine} takes ${SLOW_SYNC_MS / 1_000} s.`,
    fault: { kind: 'slow-disk', machine, syncMs: SLOW_SYNC_MS },
    command: 'fio --name=neighbour --rw=randwrite --fsync=1 --time_based --runtime=1h',
    where: 'What a neighbour on the same disk does, on a real machine',
  };
}

function repair(machine: string): FaultChoice {
  const command = 'rm ~/filler';
  return {
    label: 'Repair',
    done: `The disk of ${machine} is empty enough and fast again.`,
    fault: { kind: 'repair-disk', machine },
    command: machine === 'workstation' ? command : `ssh ${machine} '${command}'`,
  };
}

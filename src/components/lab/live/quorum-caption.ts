import type { MachineSnapshot, Snapshot } from '../../../../labs/host/protocol.ts';
import { isCut } from '../picture/cables.ts';
import { processesOf } from '../picture/processes.ts';

export interface Caption {
  readonly text: string;
  readonly tone: 'good' | 'strained' | 'bad';
}

/** Whether the members that run and can reach each other are a majority. */
export function formatQuorum(snapshot: Snapshot): Caption {
  const members = snapshot.machines.filter((machine) => machine.role === 'etcd');
  const group = largestGroup(members.filter(isRunning), snapshot);
  const all = members.length;
  const share = `${capitalised(group.length)} of ${words[all] ?? all}`;
  if (group.length * 2 <= all) return { text: `${share}: no quorum, no writes`, tone: 'bad' };
  if (!group.some(leads)) return { text: `${share}: electing a leader`, tone: 'strained' };
  if (group.length < all) return { text: `${share}: still quorate`, tone: 'strained' };
  return { text: `${share}: writes go on`, tone: 'good' };
}

const words = ['none', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

function capitalised(count: number): string {
  const word = words[count] ?? String(count);
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function isRunning(machine: MachineSnapshot): boolean {
  return (
    machine.isOn && processesOf(machine).some(({ etcd, state }) => etcd && state === 'running')
  );
}

function leads(machine: MachineSnapshot): boolean {
  return machine.units.some((unit) => unit.etcd?.role === 'leader');
}

/** The members around the one that reaches the most others, both ways. */
function largestGroup(running: readonly MachineSnapshot[], { links }: Snapshot): MachineSnapshot[] {
  const groups = running.map((one) =>
    running.filter(
      (other) => !isCut(links, one.name, other.name) && !isCut(links, other.name, one.name),
    ),
  );
  return groups.reduce((best, group) => (group.length > best.length ? group : best), []);
}

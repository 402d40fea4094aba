import type { MachineSnapshot, UnitSnapshot } from '../../../../labs/host/protocol.ts';

/** Units that are there on every machine and that no lab is about. */
const BACKGROUND = new Set(['ssh', 'sshd']);

export function unitsShown(machine: MachineSnapshot): readonly UnitSnapshot[] {
  return machine.units.filter((unit) => !BACKGROUND.has(unit.name));
}

/** What became of a unit, in one word that a reader knows. */
export type UnitState = 'running' | 'starting' | 'stopping' | 'stopped' | 'failed' | 'frozen';

export function stateOf(unit: UnitSnapshot): UnitState {
  if (unit.isFrozen) return 'frozen';
  switch (unit.state) {
    case 'active':
      return 'running';
    case 'activating':
      return 'starting';
    case 'deactivating':
      return 'stopping';
    case 'inactive':
      return 'stopped';
    case 'failed':
      return 'failed';
  }
}

/** The colour of a unit: its role where it has one, else its state. */
export function toneOf(unit: UnitSnapshot): string {
  const state = stateOf(unit);
  if (state === 'failed') return 'failed';
  if (state !== 'running' && state !== 'starting') return 'down';
  switch (unit.etcd?.role) {
    case 'leader':
      return 'leader';
    case 'candidate':
    case 'pre-candidate':
      return 'candidate';
    case 'follower':
      return 'follower';
    case undefined:
      return 'plain';
  }
}

/** Shape: `etcd-1 leader, term 3`, `etcd-2 stopped`, `etcd-3 off`. */
export function formatMachine(machine: MachineSnapshot): string {
  if (!machine.isOn) return `${machine.name} off`;
  const units = unitsShown(machine);
  if (units.length === 0) return `${machine.name} on`;
  return units.map((unit) => formatUnit(machine.name, unit)).join(', ');
}

function formatUnit(machine: string, unit: UnitSnapshot): string {
  const state = stateOf(unit);
  if (state !== 'running' || unit.etcd === undefined) return `${machine} ${state}`;
  return `${machine} ${unit.etcd.role}, term ${unit.etcd.term}`;
}

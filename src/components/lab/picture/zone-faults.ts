import type { MachineSnapshot } from '../../../../labs/host/protocol.ts';
import type { FaultChoice } from './faults.ts';

/** Machines that lose their power together. */
export interface ZoneView {
  readonly name: string;
  readonly machines: readonly string[];
  /** None of its machines has power. */
  readonly isLost: boolean;
}

/** In the order in which their first machines stand. */
export function zonesOf(machines: readonly MachineSnapshot[]): ZoneView[] {
  const names = new Set(machines.flatMap(({ zone }) => zone ?? []));
  return [...names].map((name) => {
    const inside = machines.filter(({ zone }) => zone === name);
    const isLost = inside.every(({ isOn }) => !isOn);
    return { name, machines: inside.map((one) => one.name), isLost };
  });
}

/** What a zone's button does. */
export function faultOfZone({ name, machines, isLost }: ZoneView): FaultChoice {
  const all = machines.join(', ');
  const power = `ipmitool -H $m-bmc power ${isLost ? 'on' : 'off'}`;
  return {
    label: isLost ? `Power ${name} on` : `Lose ${name}`,
    done: isLost ? `${name} has power again: ${all}.` : `${name} has lost its power: ${all}.`,
    fault: { kind: isLost ? 'zone-on' : 'zone-off', zone: name },
    command: `for m in ${machines.join(' ')}; do ${power}; done`,
    where: 'In a data centre',
  };
}

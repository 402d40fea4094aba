import type { MachineSnapshot } from '../../../../labs/host/protocol.ts';

/** The machines that are lost together. */
export interface Zone {
  readonly name: string;
  readonly machines: readonly MachineSnapshot[];
}

/** In the order in which they first come. Machines that stand in no zone are left out. */
export function zonesOf(machines: readonly MachineSnapshot[]): Zone[] {
  const names = new Set(machines.flatMap(({ zone }) => zone ?? []));
  return [...names].map((name) => ({
    name,
    machines: machines.filter(({ zone }) => zone === name),
  }));
}

/** True where none of its machines has power. */
export function isLost({ machines }: Zone): boolean {
  return machines.every(({ isOn }) => !isOn);
}

/** Shape: `zone-a with cp-1, cp-2, worker-1`, `zone-b lost, with cp-3, worker-2`. */
export function formatZone(zone: Zone): string {
  const names = zone.machines.map(({ name }) => name).join(', ');
  return `${zone.name}${isLost(zone) ? ' lost,' : ''} with ${names}`;
}

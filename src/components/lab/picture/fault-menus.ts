import type { MachineSnapshot } from '../../../../labs/host/protocol.ts';
import type { CableView } from './cables.ts';
import { faultsOfCable, faultsOfMachine } from './faults.ts';
import type { FaultChoice } from './faults.ts';
import type { Layout, Point } from './layout.ts';

export interface FaultMenuView {
  readonly title: string;
  readonly choices: readonly FaultChoice[];
  readonly at: Point;
}

/** The menu of the machine or cable that was opened; undefined where none is. */
export function menuOf(
  id: string | undefined,
  machines: readonly MachineSnapshot[],
  cables: readonly CableView[],
  layout: Layout,
): FaultMenuView | undefined {
  const machine = machines.find(({ name }) => name === id);
  const place = layout.places.get(id ?? '');
  if (machine !== undefined && place !== undefined) {
    const at = { x: place.x + 12, y: place.y + Math.min(place.height - 8, 34) };
    return { title: machine.name, choices: faultsOfMachine(machine), at };
  }
  const cable = cables.find(({ key }) => key === id);
  if (cable === undefined) return undefined;
  const addressOf = (name: string): string =>
    machines.find((other) => other.name === name)?.address ?? name;
  const at = { x: cable.handle.x + 6, y: cable.handle.y + 10 };
  return { title: `${cable.a} – ${cable.b}`, choices: faultsOfCable(cable, addressOf), at };
}

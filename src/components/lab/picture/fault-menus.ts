import type { Snapshot } from '../../../../labs/host/protocol.ts';
import { faultsOfCable } from './cable-faults.ts';
import { pairsInMenu } from './cables.ts';
import type { CableView } from './cables.ts';
import { faultsOfMachine } from './faults.ts';
import type { MenuEntry } from './faults.ts';
import type { Point } from './geometry.ts';
import type { Layout } from './layout.ts';
import { faultsOfZone } from './zone-faults.ts';
import { formatZone, zonesOf } from './zones.ts';

export interface FaultMenuView {
  readonly title: string;
  readonly entries: readonly MenuEntry[];
  readonly at: Point;
}

/** The menu of the zone, machine or cable that was opened; undefined where none is. */
export function menuOf(
  id: string | undefined,
  snapshot: Snapshot,
  cables: readonly CableView[],
  layout: Layout,
): FaultMenuView | undefined {
  const { machines } = snapshot;
  const addressOf = (name: string): string =>
    machines.find((other) => other.name === name)?.address ?? name;
  const machine = machines.find(({ name }) => name === id);
  const place = layout.places.get(id ?? '');
  if (machine !== undefined && place !== undefined) {
    const pairs = pairsInMenu(machine, snapshot, layout);
    const at = { x: place.x + 12, y: place.y + Math.min(place.height - 8, 34) };
    const title = `${machine.name} · ${machine.address}`;
    return { title, entries: faultsOfMachine(machine, pairs, addressOf), at };
  }
  const zone = zonesOf(machines).find(({ name }) => name === id);
  const label = layout.zones?.get(id ?? '')?.label;
  if (zone !== undefined && label !== undefined) {
    const at = { x: label.x + 12, y: label.y + label.height + 2 };
    return { title: formatZone(zone), entries: faultsOfZone(zone), at };
  }
  const cable = cables.find(({ key }) => key === id);
  if (cable === undefined) return undefined;
  const at = { x: cable.handle.x + 6, y: cable.handle.y + 10 };
  return { title: `${cable.a} – ${cable.b}`, entries: faultsOfCable(cable, addressOf), at };
}

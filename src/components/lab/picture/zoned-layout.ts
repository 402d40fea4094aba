/*
 * A cluster in zones: each zone is a band with its workers and its control-plane machines, one band
 * below the other. What stands in no zone, the workstation and the balancer, is beside the bands,
 * or above them on a phone.
 */
import type { MachineSnapshot } from '../../../../labs/host/protocol.ts';
import * as sizes from './card-sizes.ts';
import { CABLE_PX, fall, farPairs, join, partsOf, roomForLanes } from './cluster-parts.ts';
import type { Cable, Parts, Places } from './cluster-parts.ts';
import { centreOf } from './geometry.ts';
import type { Place } from './geometry.ts';
import type { Layout, ZonePlace } from './layout.ts';
import { joinMembers } from './member-cables.ts';
import { BAND_GAP_PX, BAND_HEAD_PX, joinNode, labelAt, PAD_PX } from './zone-bands.ts';
import { layOutZonesTall } from './zoned-tall.ts';
import { zonesOf } from './zones.ts';
import type { Zone } from './zones.ts';

/** The workstation and the balancer, and from there to the bands. */
const SIDE_PX = 112;
const GAP = { minPx: 40, maxPx: 120 };
const WORKER_WIDTH_PX = 112;
/** From a worker to the control plane. */
const BETWEEN_PX = 28;
const CARD = { minPx: 248, maxPx: 340 };
const ROW_PX = sizes.CONTROL_PLANE_PX + CABLE_PX;

export function layOutZoned(machines: readonly MachineSnapshot[], width: number): Layout {
  const parts = partsOf(machines);
  const zones = zonesOf(machines);
  const lanes = Math.max(PAD_PX, roomForLanes(farPairs(parts.planes).length));
  const cards = PAD_PX + WORKER_WIDTH_PX + BETWEEN_PX + CARD.minPx;
  const spare = width - 2 - SIDE_PX - GAP.minPx - cards - lanes;
  const standing =
    spare < 0
      ? layOutZonesTall(parts, zones, width)
      : layOutWide(parts, zones, { width, lanes, spare });
  return { ...standing, width, hasCorner: false };
}

interface Room {
  readonly width: number;
  /** Right of the control plane. */
  readonly lanes: number;
  /** What nobody needs. */
  readonly spare: number;
}

function layOutWide(
  parts: Parts,
  zones: readonly Zone[],
  room: Room,
): Omit<Layout, 'width' | 'hasCorner'> {
  const left = 1 + SIDE_PX + Math.min(GAP.maxPx, GAP.minPx + room.spare * 0.2);
  const places = new Map<string, Place>();
  const bands = new Map<string, ZonePlace>();
  let y = 1;
  for (const zone of zones) {
    const height = standInBand(zone, places, { ...room, left, top: y + BAND_HEAD_PX });
    const label = labelAt(zone.name, left + PAD_PX, y + PAD_PX / 2);
    bands.set(zone.name, { x: left, y, width: room.width - 1 - left, height, label });
    y += height + BAND_GAP_PX;
  }
  const bottom = standBeside(parts, places, y - BAND_GAP_PX);
  const routes = [
    ...reachWorkstation(parts, places),
    ...reachBands(parts, places, left),
    ...joinMembers(parts.planes, places),
  ];
  return { height: bottom + 1, places, zones: bands, routes: new Map(routes) };
}

/** Workers on the left, the control plane on the right. Shape: the height of the band */
function standInBand(
  zone: Zone,
  places: Map<string, Place>,
  { width, lanes, spare, left, top }: Room & { readonly left: number; readonly top: number },
): number {
  const { clients, planes } = partsOf(zone.machines);
  const card = Math.min(CARD.maxPx, CARD.minPx + spare * 0.4);
  const x = width - 1 - lanes - card;
  planes.forEach(({ name }, row) => {
    const y = top + row * ROW_PX;
    places.set(name, { x, y, width: card, height: sizes.CONTROL_PLANE_PX });
  });
  // A worker stands below the cable that passes it.
  const under = top + sizes.CONTROL_PLANE_PX - sizes.WORKER_PX;
  clients.forEach(({ name }, row) => {
    const y = under + row * ROW_PX;
    places.set(name, { x: left + PAD_PX, y, width: WORKER_WIDTH_PX, height: sizes.WORKER_PX });
  });
  const rows = Math.max(planes.length, clients.length);
  return BAND_HEAD_PX + rows * ROW_PX - CABLE_PX + PAD_PX;
}

/** The workstation at the top, the balancer in the middle. Shape: where the lowest card ends */
function standBeside(parts: Parts, places: Map<string, Place>, bandsEndAtPx: number): number {
  let y = 1;
  for (const { name } of parts.clients.filter(({ zone }) => zone === undefined)) {
    places.set(name, { x: 1, y, width: SIDE_PX, height: sizes.STATION_PX });
    y += sizes.STATION_PX + CABLE_PX;
  }
  for (const one of parts.balancers) {
    const height = sizes.balancerHeight(one, parts.planes.length, SIDE_PX);
    y = Math.max(y, (bandsEndAtPx - height) / 2);
    places.set(one.name, { x: 1, y, width: SIDE_PX, height });
    y += height + CABLE_PX;
  }
  return Math.max(bandsEndAtPx, y - CABLE_PX);
}

function reachWorkstation({ clients, balancers }: Parts, places: Places): Cable[] {
  const outside = clients.filter(({ zone }) => zone === undefined);
  return balancers.flatMap((lb) =>
    outside.map((one) => join(places, one, lb, (from, to) => fall(from, to, centreOf(from).x))),
  );
}

/** From the balancer's side to all in the bands, in the order in which they stand there. */
function reachBands({ clients, balancers, planes }: Parts, places: Places, left: number): Cable[] {
  const inside = [...clients.filter(({ zone }) => zone !== undefined), ...planes];
  const heightOf = ({ name, role }: MachineSnapshot): number => {
    const place = places.get(name)!;
    return role === 'worker' ? centreOf(place).y : place.y + sizes.HEAD_PX / 2;
  };
  inside.sort((one, other) => heightOf(one) - heightOf(other));
  return balancers.flatMap((lb) =>
    inside.map((one, index) => {
      const y = heightOf(one);
      const part = (index + 1) / (inside.length + 1);
      return joinNode(places, lb, one, (from, to) => [
        { x: from.x + from.width, y: from.y + part * from.height },
        { x: left, y },
        { x: to.x, y },
      ]);
    }),
  );
}

/*
 * A cluster in zones on a phone: the workstation, the balancer, then one band below the other, and
 * in each the workers above the control plane.
 */
import * as sizes from './card-sizes.ts';
import {
  CABLE_PX,
  fall,
  farPairs,
  FIRST_LANE_PX,
  LANE_PX,
  MIDDLE_OF_BOX_PX,
  partsOf,
  roomForLanes,
} from './cluster-parts.ts';
import type { Cable, Machines, Parts, Places } from './cluster-parts.ts';
import { centreOf } from './geometry.ts';
import type { Place } from './geometry.ts';
import type { Layout, ZonePlace } from './layout.ts';
import { joinMembers } from './member-cables.ts';
import { reachBalancers, standOnTop } from './top-rows.ts';
import { BAND_GAP_PX, BAND_HEAD_PX, joinNode, labelAt, labelWidth, PAD_PX } from './zone-bands.ts';
import type { Zone } from './zones.ts';

/** So narrow that a cable from above passes it and still meets the API server's box. */
const WORKER_WIDTH_PX = 111;
const BESIDE_WORKER_PX = 14;
const WORKER_GAP_PX = 14;

export function layOutZonesTall(
  parts: Parts,
  zones: readonly Zone[],
  width: number,
): Omit<Layout, 'width' | 'hasCorner'> {
  const outside = { ...parts, clients: parts.clients.filter(({ zone }) => zone === undefined) };
  const { places, endsAtPx } = standOnTop(outside, width);
  const inside = zones.flatMap(({ machines }) => inOrder(machines));
  const straight = straightFrom(zones[0]);
  const around = inside.filter((one) => !straight.includes(one));
  const left = roomForLanes(around.length);
  const right = width - 1 - Math.max(PAD_PX, roomForLanes(farPairs(parts.planes).length));
  const bands = new Map<string, ZonePlace>();
  let y = endsAtPx;
  for (const zone of zones) {
    const x = left + PAD_PX;
    const height = standInBand(zone, places, { x, y, width: right - x });
    // Beside a worker, or where none is, on the side where no member's cable comes down.
    const hasWorker = zone.machines.some(({ role }) => role === 'worker');
    const labelX = hasWorker ? right - labelWidth(zone.name) : x;
    const label = labelAt(zone.name, labelX, y + PAD_PX / 2);
    bands.set(zone.name, { x: left, y, width: width - 1 - left, height, label });
    y += height + BAND_GAP_PX;
  }
  const routes = [
    ...reachBalancers(outside, places),
    ...reachStraight(parts, straight, places),
    ...reachAround(parts, around, places),
    ...joinMembers(parts.planes, places),
  ];
  return { height: y - BAND_GAP_PX + 1, places, zones: bands, routes: new Map(routes) };
}

/** From top to bottom. */
function inOrder(machines: Machines): Machines {
  const { clients, planes } = partsOf(machines);
  return [...clients, ...planes];
}

/** In the topmost band the first worker and the first API server are reached straight. */
function straightFrom(zone: Zone | undefined): Machines {
  const { clients, planes } = partsOf(zone?.machines ?? []);
  return [...clients.slice(0, 1), ...planes.slice(0, clients.length > 1 ? 0 : 1)];
}

/** Shape: the height of the band */
function standInBand(
  zone: Zone,
  places: Map<string, Place>,
  { x, y, width }: Omit<Place, 'height'>,
): number {
  const { clients, planes } = partsOf(zone.machines);
  let at = y + (clients.length > 0 ? PAD_PX : BAND_HEAD_PX);
  for (const { name } of clients) {
    places.set(name, { x, y: at, width: WORKER_WIDTH_PX, height: sizes.WORKER_PX });
    at += sizes.WORKER_PX + WORKER_GAP_PX;
  }
  for (const { name } of planes) {
    places.set(name, { x, y: at, width, height: sizes.CONTROL_PLANE_PX });
    at += sizes.CONTROL_PLANE_PX + CABLE_PX;
  }
  return at - CABLE_PX + PAD_PX - y;
}

function reachStraight({ balancers }: Parts, straight: Machines, places: Places): Cable[] {
  const beside = WORKER_WIDTH_PX + BESIDE_WORKER_PX;
  return balancers.flatMap((lb) =>
    straight.map((one) =>
      joinNode(places, lb, one, (from, to) =>
        fall(from, to, one.role === 'worker' ? centreOf(to).x : to.x + beside),
      ),
    ),
  );
}

/** Down on the left and in from there; the lowest card has the outermost lane. */
function reachAround({ balancers }: Parts, around: Machines, places: Places): Cable[] {
  return balancers.flatMap((lb) =>
    around.map((one, index) => {
      const x = FIRST_LANE_PX + (around.length - 1 - index) * LANE_PX;
      return joinNode(places, lb, one, (from, to) => {
        const y = one.role === 'worker' ? centreOf(to).y : to.y + MIDDLE_OF_BOX_PX;
        return [
          { x, y: from.y + from.height },
          { x, y },
          { x: to.x, y },
        ];
      });
    }),
  );
}

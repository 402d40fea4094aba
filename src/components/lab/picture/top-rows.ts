/*
 * The upper part of a cluster's picture where everything runs from top to bottom: who asks in rows,
 * and the balancers below them.
 */
import * as sizes from './card-sizes.ts';
import { CABLE_PX, fall, join, nearPairs } from './cluster-parts.ts';
import type { Cable, Machines, Parts, Places } from './cluster-parts.ts';
import { centreOf } from './geometry.ts';
import type { Place } from './geometry.ts';

/** Between those who ask. */
const GAP_PX = 14;
const PER_ROW_MAX = 3;
const WIDEST_CLIENT_PX = 150;

export interface TopRows {
  readonly places: Map<string, Place>;
  /** Where the next row may begin. */
  readonly endsAtPx: number;
}

export function standOnTop({ clients, balancers, planes }: Parts, width: number): TopRows {
  const places = new Map<string, Place>();
  const perRow = Math.min(PER_ROW_MAX, clients.length);
  const card = { width: Math.min(WIDEST_CLIENT_PX, (width - 2 - 11 * (perRow - 1)) / perRow) };
  const step = perRow > 1 ? (width - 2 - card.width) / (perRow - 1) : 0;
  const row = sizes.WORKER_PX + GAP_PX;
  clients.forEach((client, index) => {
    const x = perRow > 1 ? 1 + (index % perRow) * step : width / 2 - card.width / 2;
    const y = 1 + Math.floor(index / perRow) * row;
    places.set(client.name, { ...card, x, y, height: sizes.WORKER_PX });
  });
  // To several balancers cables cross, and their buttons need twice the room.
  const below = balancers.length > 1 ? 2 * CABLE_PX : CABLE_PX;
  const y = 1 + Math.ceil(clients.length / perRow) * row - GAP_PX + below;
  const own = (width - 2 - CABLE_PX * (balancers.length - 1)) / Math.max(1, balancers.length);
  const heights = balancers.map((one) => sizes.balancerHeight(one, planes.length, own));
  balancers.forEach(({ name }, index) => {
    places.set(name, { x: 1 + index * (own + CABLE_PX), y, width: own, height: heights[index]! });
  });
  return { places, endsAtPx: y + Math.max(0, ...heights) + CABLE_PX };
}

/** Straight down to the one balancer; to each of several, into its own half. */
export function reachBalancers({ clients, balancers }: Parts, places: Places): Cable[] {
  return balancers.flatMap((lb) =>
    clients.map((one, index) =>
      join(places, one, lb, (from, to) => {
        const x = centreOf(from).x;
        if (balancers.length === 1) return fall(from, to, x);
        const part = (index + 1) / (clients.length + 1);
        return [
          { x, y: from.y + from.height },
          { x: to.x + part * to.width, y: to.y },
        ];
      }),
    ),
  );
}

/** Cards that stand side by side, each with the next. */
export function joinAcross(machines: Machines, places: Places): Cable[] {
  return nearPairs(machines).map(([one, other]) =>
    join(places, one, other, (from, to) => {
      const y = from.y + Math.min(from.height, to.height) / 2;
      return [
        { x: from.x + from.width, y },
        { x: to.x, y },
      ];
    }),
  );
}

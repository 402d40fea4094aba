/*
 * The control plane where everything runs from top to bottom: one machine below the other, each
 * reached from the balancer above them all.
 */
import * as sizes from './card-sizes.ts';
import {
  fall,
  FIRST_LANE_PX,
  join,
  LANE_PX,
  MIDDLE_OF_BOX_PX,
  roomForLanes,
} from './cluster-parts.ts';
import type { Cable, Machines, Parts, Places } from './cluster-parts.ts';
import type { Place } from './geometry.ts';

/** How far to the right in a card the middle of its API server is. */
const SERVER_PART = 0.25;
/** So much of a balancer's width a cable may take to start from. */
const BALANCER_PART = 0.8;

interface Column {
  readonly topPx: number;
  /** Where cards end on the right. */
  readonly rightPx: number;
  readonly gapPx: number;
}

/** Shape: where the last card ends */
export function standInColumn(
  planes: Machines,
  places: Map<string, Place>,
  { topPx, rightPx, gapPx }: Column,
): number {
  const x = roomForLanes(planes.length - 1) + 1;
  const card = { x, width: rightPx - x, height: sizes.CONTROL_PLANE_PX };
  planes.forEach(({ name }, index) => {
    places.set(name, { ...card, y: topPx + index * (card.height + gapPx) });
  });
  return topPx + planes.length * (card.height + gapPx) - gapPx;
}

/**
 * Straight down from the first balancer to the first API server, and around that to the others. The
 * cables of a second balancer would run over these: they are in its menu.
 */
export function reachDown({ balancers, planes }: Parts, places: Places): Cable[] {
  return balancers.slice(0, 1).flatMap((lb) =>
    planes.map((one, index) =>
      join(places, lb, one, (from, to) => {
        if (index === 0) {
          const farthest = from.x + from.width * BALANCER_PART;
          return fall(from, to, Math.min(to.x + to.width * SERVER_PART, farthest));
        }
        // The lowest machine has the outermost lane, so that no two of them cross.
        const x = FIRST_LANE_PX + (planes.length - 1 - index) * LANE_PX;
        const goal = to.y + MIDDLE_OF_BOX_PX;
        return [
          { x, y: from.y + from.height },
          { x, y: goal },
          { x: to.x, y: goal },
        ];
      }),
    ),
  );
}

import {
  fall,
  farPairs,
  FIRST_LANE_PX,
  join,
  LANE_PX,
  MIDDLE_OF_BOX_PX,
  nearPairs,
} from './cluster-parts.ts';
import type { Cable, Machines, Places } from './cluster-parts.ts';

/** How far to the right in a card the middle of its member's box is. */
const MEMBER_PART = 0.75;

/**
 * The cables of stacked members: neighbours are joined between their etcd boxes, the others around
 * those between them.
 */
export function joinMembers(planes: Machines, places: Places): Cable[] {
  const near = nearPairs(planes).map(([one, other]) =>
    join(places, one, other, (from, to) => fall(from, to, from.x + from.width * MEMBER_PART)),
  );
  const far = farPairs(planes).map(([one, other], index) =>
    join(places, one, other, (from, to) => {
      const x = from.x + from.width + FIRST_LANE_PX + index * LANE_PX;
      return [
        { x: from.x + from.width, y: from.y + MIDDLE_OF_BOX_PX },
        { x, y: from.y + MIDDLE_OF_BOX_PX },
        { x, y: to.y + MIDDLE_OF_BOX_PX },
        { x: to.x + to.width, y: to.y + MIDDLE_OF_BOX_PX },
      ];
    }),
  );
  return [...near, ...far];
}

/*
 * A cluster with external etcd, from top to bottom: who asks, the balancer, the API servers, and in
 * the last row the members, each reached by every API server. On a phone the control plane stands
 * one below the other; nine cables would find no room there, so what runs between the API servers
 * and the members is seen only while it is on its way.
 */
import * as sizes from './card-sizes.ts';
import {
  CABLE_PX,
  fall,
  farPairs,
  FIRST_LANE_PX,
  join,
  LANE_PX,
  partsOf,
  roomForLanes,
} from './cluster-parts.ts';
import type { Cable, Machines, Parts, Places } from './cluster-parts.ts';
import { centreOf } from './geometry.ts';
import type { Place } from './geometry.ts';
import type { Layout } from './layout.ts';
import { reachDown, standInColumn } from './plane-column.ts';
import { joinAcross, reachBalancers, standOnTop } from './top-rows.ts';

/** What a card of the control plane needs. */
const CARD_MIN_PX = 184;
const CARD_GAP_PX = 14;
const MEMBER = { width: 150, height: 96 };
/** Between the rows of API servers and members: there every cable crosses others. */
const MESH_PX = 92;

export function layOutExternal(machines: Machines, width: number): Layout {
  const parts = partsOf(machines);
  const { length } = parts.planes;
  const card = (width - 2 - CARD_GAP_PX * (length - 1)) / length;
  const isWide = card >= CARD_MIN_PX;
  const { places, endsAtPx } = standOnTop(parts, width);
  const planesEndAtPx = isWide
    ? standInRow(parts.planes, places, endsAtPx, width, card)
    : standInColumn(parts.planes, places, {
        topPx: endsAtPx,
        rightPx: width - 1,
        gapPx: CARD_GAP_PX,
      });
  const membersAtPx = planesEndAtPx + (isWide ? MESH_PX : CABLE_PX);
  standMembers(parts.members, places, membersAtPx, width);
  const lanes = roomForLanes(farPairs(parts.members).length);
  const routes = [
    ...reachBalancers(parts, places),
    ...joinAcross(parts.balancers, places),
    ...(isWide ? reachServers(parts, places) : reachDown(parts, places)),
    ...(isWide ? reachMembers(parts, places) : []),
    ...joinAcross(parts.members, places),
    ...joinBelow(parts.members, places),
  ];
  const height = membersAtPx + MEMBER.height + Math.max(1, lanes);
  return { width, height, hasCorner: false, places, routes: new Map(routes) };
}

function standInRow(
  planes: Machines,
  places: Map<string, Place>,
  y: number,
  width: number,
  card: number,
): number {
  const step = planes.length > 1 ? (width - 2 - card) / (planes.length - 1) : 0;
  const height = sizes.controlPlaneHeight(card);
  planes.forEach(({ name }, index) => {
    places.set(name, { x: 1 + index * step, y, width: card, height });
  });
  return y + height;
}

function standMembers(
  members: Machines,
  places: Map<string, Place>,
  y: number,
  width: number,
): void {
  const own = Math.min(
    MEMBER.width,
    (width - 2 - CABLE_PX * (members.length - 1)) / members.length,
  );
  const step = members.length > 1 ? (width - 2 - own) / (members.length - 1) : 0;
  members.forEach(({ name }, index) => {
    const x = members.length > 1 ? 1 + index * step : (width - own) / 2;
    places.set(name, { x, y, width: own, height: MEMBER.height });
  });
}

/** From the balancer's lower edge down to each API server. */
function reachServers({ balancers, planes }: Parts, places: Places): Cable[] {
  return balancers.flatMap((lb) =>
    planes.map((one) => join(places, lb, one, (from, to) => fall(from, to, centreOf(to).x))),
  );
}

/** Every API server to every member; at each card the cables keep the order of their other ends. */
function reachMembers({ planes, members }: Parts, places: Places): Cable[] {
  return planes.flatMap((one, from) =>
    members.map((other, to) =>
      join(places, one, other, (above, below) => [
        { x: partOf(above, to, members.length), y: above.y + above.height },
        { x: partOf(below, from, planes.length), y: below.y },
      ]),
    ),
  );
}

function partOf({ x, width }: Place, index: number, count: number): number {
  return x + (width * (index + 1)) / (count + 1);
}

/** Members that are no neighbours, around those between them. */
function joinBelow(members: Machines, places: Places): Cable[] {
  return farPairs(members).map(([one, other], index) =>
    join(places, one, other, (from, to) => {
      const y = from.y + from.height + FIRST_LANE_PX + index * LANE_PX;
      const [left, right] = [centreOf(from).x, centreOf(to).x];
      return [
        { x: left, y: from.y + from.height },
        { x: left, y },
        { x: right, y },
        { x: right, y: to.y + to.height },
      ];
    }),
  );
}

/*
 * A cluster behind its balancers with stacked etcd: who asks on the left, the balancers, then the
 * control plane, one machine below the other. Requests run from left to right. The etcd members are
 * joined on the right, where no request passes. On a phone the same runs from top to bottom.
 */
import type { MachineSnapshot } from '../../../../labs/host/protocol.ts';
import * as sizes from './card-sizes.ts';
import {
  CABLE_PX,
  fall,
  farPairs,
  join,
  MIDDLE_OF_BOX_PX,
  nearPairs,
  partsOf,
  roomForLanes,
} from './cluster-parts.ts';
import type { Cable, Machines, Parts, Places } from './cluster-parts.ts';
import { centreOf } from './geometry.ts';
import type { Place } from './geometry.ts';
import type { Layout } from './layout.ts';
import { joinMembers } from './member-cables.ts';
import { reachDown, standInColumn } from './plane-column.ts';
import { joinAcross, reachBalancers, standOnTop } from './top-rows.ts';

/** What a card of the control plane needs, and what looks well. */
const CARD = { minPx: 248, maxPx: 340 };
/** Between the columns, all together: what cables and their buttons need, and what looks well. */
const BETWEEN = { minPx: 80, goodPx: 112 };
/** Between those who ask. */
const CLIENT_GAP_PX = 14;
/** The legend stands below who asks. */
const LEGEND_PX = 62;
export function layOutStacked(machines: Machines, width: number): Layout {
  const parts = partsOf(machines);
  const columns = columnsOf(parts, width);
  const hasRoom = columns.room >= CARD.minPx + BETWEEN.minPx;
  const layout = hasRoom ? layOutWide(parts, width, columns) : layOutTall(parts, width);
  return { ...layout, width, hasCorner: hasRoom };
}

type Standing = Omit<Layout, 'width' | 'hasCorner'>;

interface Columns {
  readonly client: number;
  readonly balancer: number;
  readonly lanes: number;
  /** What is left for the cards of the control plane, and between the columns. */
  readonly room: number;
}

function columnsOf({ planes }: Parts, width: number): Columns {
  const [client, balancer] = width < 600 ? [122, 104] : [132, 112];
  const lanes = roomForLanes(farPairs(planes).length);
  return { client, balancer, lanes, room: width - client - balancer - lanes - 2 };
}

function layOutWide(parts: Parts, width: number, columns: Columns): Standing {
  const { clients, balancers, planes } = parts;
  const cardWidth = Math.max(CARD.minPx, Math.min(CARD.maxPx, columns.room - BETWEEN.goodPx));
  const balancerX = 1 + columns.client + (columns.room - cardWidth) * 0.42;
  const column = clients.reduce((sum, one) => sum + heightOf(one) + CLIENT_GAP_PX, -CLIENT_GAP_PX);
  const fronts = balancers.map((one) => sizes.balancerHeight(one, planes.length, columns.balancer));
  const front = fronts.reduce((sum, own) => sum + own + CABLE_PX, -CABLE_PX);
  const stack = planes.length * (sizes.CONTROL_PLANE_PX + CABLE_PX) - CABLE_PX;
  const height = Math.max(stack, front, column + LEGEND_PX) + 2;

  const places = new Map<string, Place>();
  let y = 1 + Math.max(0, Math.min(height - LEGEND_PX - column, (height - column) / 2) / 2);
  for (const client of clients) {
    places.set(client.name, { x: 1, y, width: columns.client, height: heightOf(client) });
    y += heightOf(client) + CLIENT_GAP_PX;
  }
  let top = Math.max(1, (height - front) / 2);
  balancers.forEach(({ name }, index) => {
    const own = fronts[index]!;
    places.set(name, { x: balancerX, y: top, width: columns.balancer, height: own });
    top += own + CABLE_PX;
  });
  const x = width - columns.lanes - cardWidth - 1;
  const first = Math.max(1, (height - stack) / 2);
  planes.forEach(({ name }, index) => {
    const own = first + index * (sizes.CONTROL_PLANE_PX + CABLE_PX);
    places.set(name, { x, y: own, width: cardWidth, height: sizes.CONTROL_PLANE_PX });
  });
  const routes = [
    ...reachAcross(parts, places),
    ...joinBalancers(balancers, places),
    ...joinMembers(planes, places),
  ];
  return { height, places, routes: new Map(routes) };
}

/** From the side of who asks to the balancer, and from a server's line there to the server. */
function reachAcross({ clients, balancers, planes }: Parts, places: Places): Cable[] {
  return balancers.flatMap((lb) => [
    ...clients.map((one, index) =>
      join(places, one, lb, (from, to) => [
        { x: from.x + from.width, y: centreOf(from).y },
        { x: to.x, y: to.y + ((index + 1) / (clients.length + 1)) * to.height },
      ]),
    ),
    ...planes.map((one, index) =>
      join(places, lb, one, (from, to) => [
        { x: from.x + from.width, y: from.y + sizes.serverTop(index) + sizes.SERVER_PX / 2 },
        { x: to.x, y: to.y + MIDDLE_OF_BOX_PX },
      ]),
    ),
  ]);
}

/** Two balancers hear of one another by the cable between them. */
function joinBalancers(balancers: Machines, places: Places): Cable[] {
  return nearPairs(balancers).map(([one, other]) =>
    join(places, one, other, (from, to) => fall(from, to, centreOf(from).x)),
  );
}

function layOutTall(parts: Parts, width: number): Standing {
  const { balancers, planes } = parts;
  const { places, endsAtPx } = standOnTop(parts, width);
  const rightPx = width - 1 - roomForLanes(farPairs(planes).length);
  const column = { topPx: endsAtPx, rightPx, gapPx: CABLE_PX };
  const height = standInColumn(planes, places, column) + 1;
  const routes = [
    ...reachBalancers(parts, places),
    ...joinAcross(balancers, places),
    ...reachDown(parts, places),
    ...joinMembers(planes, places),
  ];
  return { height, places, routes: new Map(routes) };
}

function heightOf({ role }: MachineSnapshot): number {
  return role === 'workstation' ? sizes.STATION_PX : sizes.WORKER_PX;
}

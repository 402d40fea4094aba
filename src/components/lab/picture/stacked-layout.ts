/*
 * A cluster behind a balancer: who asks on the left, the balancer, then the control plane, one
 * machine below the other. Requests run from left to right. The etcd members are joined on the
 * right, where no request passes. On a phone the same runs from top to bottom.
 */
import type { MachineSnapshot } from '../../../../labs/host/protocol.ts';
import * as sizes from './card-sizes.ts';
import { centreOf } from './geometry.ts';
import type { Place, Route } from './geometry.ts';
import type { Layout } from './layout.ts';

/** What a card of the control plane needs, and what looks well. */
const CARD = { minPx: 248, maxPx: 340 };
/** Between the columns, all together: what cables and their buttons need, and what looks well. */
const BETWEEN = { minPx: 80, goodPx: 112 };
/** Between those who ask. */
const CLIENT_GAP_PX = 14;
/** Between the machines of the control plane there is room for a cable's button. */
const CABLE_PX = 32;
/** A cable that goes around a card, and the first of them, whose button needs room. */
const LANE_PX = 20;
const FIRST_LANE_PX = 15;
/** The legend stands below who asks. */
const LEGEND_PX = 62;
const PER_ROW_MAX = 3;

type Machines = readonly MachineSnapshot[];

export function layOutStacked(machines: Machines, width: number): Layout {
  const parts = partsOf(machines);
  const columns = columnsOf(parts, width);
  const hasRoom = columns.room >= CARD.minPx + BETWEEN.minPx;
  const layout = hasRoom ? layOutWide(parts, width, columns) : layOutTall(parts, width);
  return { ...layout, width, hasCorner: hasRoom };
}

interface Parts {
  readonly clients: Machines;
  readonly balancers: Machines;
  readonly planes: Machines;
}

type Standing = Omit<Layout, 'width' | 'hasCorner'>;

function partsOf(machines: Machines): Parts {
  const balancers = machines.filter(({ role }) => role === 'balancer');
  const planes = machines.filter(({ role }) => role === 'control-plane');
  const clients = machines.filter((one) => !balancers.includes(one) && !planes.includes(one));
  return { clients, balancers, planes };
}

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
  const stack = planes.length * (sizes.CONTROL_PLANE_PX + CABLE_PX) - CABLE_PX;
  const height = Math.max(stack, column + LEGEND_PX) + 2;

  const places = new Map<string, Place>();
  let y = 1 + Math.max(0, Math.min(height - LEGEND_PX - column, (height - column) / 2) / 2);
  for (const client of clients) {
    places.set(client.name, { x: 1, y, width: columns.client, height: heightOf(client) });
    y += heightOf(client) + CLIENT_GAP_PX;
  }
  for (const { name } of balancers) {
    const own = sizes.balancerHeight(planes.length, columns.balancer);
    const top = Math.max(1, height / 2 - own / 2);
    places.set(name, { x: balancerX, y: top, width: columns.balancer, height: own });
  }
  const x = width - columns.lanes - cardWidth - 1;
  planes.forEach(({ name }, index) => {
    const top = 1 + index * (sizes.CONTROL_PLANE_PX + CABLE_PX);
    places.set(name, { x, y: top, width: cardWidth, height: sizes.CONTROL_PLANE_PX });
  });
  return {
    height,
    places,
    routes: new Map([...reachAcross(parts, places), ...joinMembers(planes, places)]),
  };
}

/** From the side of who asks to the balancer, and from a server's line there to the server. */
function reachAcross({ clients, balancers, planes }: Parts, places: Places): [string, Route][] {
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

function layOutTall(parts: Parts, width: number): Standing {
  const { clients, balancers, planes } = parts;
  const places = new Map<string, Place>();
  const perRow = Math.min(PER_ROW_MAX, clients.length);
  const card = { width: Math.min(150, (width - 2 - 11 * (perRow - 1)) / perRow) };
  const step = perRow > 1 ? (width - 2 - card.width) / (perRow - 1) : 0;
  const row = sizes.WORKER_PX + CLIENT_GAP_PX;
  clients.forEach((client, index) => {
    const x = perRow > 1 ? 1 + (index % perRow) * step : width / 2 - card.width / 2;
    const y = 1 + Math.floor(index / perRow) * row;
    places.set(client.name, { ...card, x, y, height: sizes.WORKER_PX });
  });
  let y = 1 + Math.ceil(clients.length / perRow) * row - CLIENT_GAP_PX + CABLE_PX;
  for (const { name } of balancers) {
    const height = sizes.balancerHeight(planes.length, width);
    places.set(name, { x: 1, y, width: width - 2, height });
    y += height + CABLE_PX;
  }
  const left = roomForLanes(planes.length - 1);
  const own = { width: width - left - roomForLanes(farPairs(planes).length) - 2 };
  for (const { name } of planes) {
    places.set(name, { ...own, x: left + 1, y, height: sizes.CONTROL_PLANE_PX });
    y += sizes.CONTROL_PLANE_PX + CABLE_PX;
  }
  const routes = new Map([...reachDown(parts, places), ...joinMembers(planes, places)]);
  return { height: y - CABLE_PX + 1, places, routes };
}

/** Straight down to the balancer and to the first API server, and around that to the others. */
function reachDown({ clients, balancers, planes }: Parts, places: Places): [string, Route][] {
  return balancers.flatMap((lb) => [
    ...clients.map((one) => join(places, one, lb, (from, to) => fall(from, to, centreOf(from).x))),
    ...planes.map((one, index) =>
      join(places, lb, one, (from, to) => {
        if (index === 0) return fall(from, to, to.x + to.width * SERVER_PART);
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
  ]);
}

/** Straight to the card below. */
function fall(from: Place, to: Place, x: number): Route {
  return [
    { x, y: from.y + from.height },
    { x, y: to.y },
  ];
}

/** Neighbours are joined between their etcd boxes, the others around those between them. */
function joinMembers(planes: Machines, places: Places): [string, Route][] {
  const near = planes
    .slice(1)
    .map((one, index) =>
      join(places, planes[index]!, one, (from, to) =>
        fall(from, to, from.x + from.width * MEMBER_PART),
      ),
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

type Places = ReadonlyMap<string, Place>;

const MIDDLE_OF_BOX_PX = sizes.HEAD_PX + sizes.BOX_PX / 2;
/** How far to the right in a card the middles of its two boxes are. */
const SERVER_PART = 0.25;
const MEMBER_PART = 0.75;

function join(
  places: Places,
  one: MachineSnapshot,
  other: MachineSnapshot,
  draw: (from: Place, to: Place) => Route,
): [string, Route] {
  return [`${one.name}~${other.name}`, draw(places.get(one.name)!, places.get(other.name)!)];
}

function farPairs(planes: Machines): [MachineSnapshot, MachineSnapshot][] {
  return planes.flatMap((one, index) =>
    planes.slice(index + 2).map((other): [MachineSnapshot, MachineSnapshot] => [one, other]),
  );
}

/** From a card's edge over all lanes to the picture's edge. */
function roomForLanes(count: number): number {
  return count === 0 ? 0 : 2 * FIRST_LANE_PX + (count - 1) * LANE_PX - 4;
}

function heightOf({ role }: MachineSnapshot): number {
  return role === 'workstation' ? sizes.STATION_PX : sizes.WORKER_PX;
}

/*
 * Members that are all alike. The workstation faces them, and they stand on a half circle, so that
 * every cable can be seen. On a phone the same picture is turned by a quarter.
 */
import type { MachineSnapshot } from '../../../../labs/host/protocol.ts';
import { around, between } from './geometry.ts';
import type { Place, Route } from './geometry.ts';
import type { Layout } from './layout.ts';

const NARROW_PX = 600;
const MEMBER = { width: 176, height: 96 };
const STATION = { width: 132, height: 50 };
const GAP_PX = 12;

/** How far back each of five stands: on a half circle they would hide one another's cables. */
const FIVE = [0, 1, 0.42, 1, 0];

type Machines = readonly MachineSnapshot[];

export function layOutRing(machines: Machines, width: number): Layout {
  const stations = machines.filter((machine) => machine.role === 'workstation');
  const members = machines.filter((machine) => machine.role !== 'workstation');
  const isTurned = members.length <= 3;
  const isWide = width >= NARROW_PX;
  const layOut = isWide ? layOutWide : isTurned ? layOutTurned : layOutRows;
  const { height, places } = layOut(stations, members, width);
  const routes = joinAll(machines, places);
  return { width, height, hasCorner: isWide, places, routes };
}

/** A cable from each to each. */
function joinAll(machines: Machines, places: ReadonlyMap<string, Place>): Map<string, Route> {
  const pairs = machines.flatMap((a, index) => machines.slice(index + 1).map((b) => [a, b]));
  return new Map(
    pairs.map(([a, b]) => [
      `${a!.name}~${b!.name}`,
      between(places.get(a!.name)!, places.get(b!.name)!),
    ]),
  );
}

interface Standing {
  readonly height: number;
  readonly places: Map<string, Place>;
}

function layOutWide(stations: Machines, members: Machines, width: number): Standing {
  const height = members.length === 1 ? 150 : 252 + 96 * Math.max(0, members.length - 3);
  const centre = { x: STATION.width + 64 + MEMBER.width / 2, y: height / 2 };
  const reach = { x: width - MEMBER.width / 2 - 1 - centre.x, y: (height - MEMBER.height) / 2 - 1 };
  const places = new Map<string, Place>();
  stations.forEach((station, index) => {
    const y = centre.y + (index - (stations.length - 1) / 2) * (STATION.height + GAP_PX);
    places.set(station.name, around({ x: STATION.width / 2 + 1, y }, STATION));
  });
  members.forEach((member, index) => {
    const angle = angleOf(index, members.length);
    const depth = members.length === FIVE.length ? FIVE[index]! : Math.cos(angle);
    const x = centre.x + reach.x * depth;
    places.set(member.name, around({ x, y: centre.y + reach.y * Math.sin(angle) }, MEMBER));
  });
  return { height, places };
}

/** A quarter turn: the workstation above, the members on the half circle below it. */
function layOutTurned(stations: Machines, members: Machines, width: number): Standing {
  const card = { width: Math.min(MEMBER.width, (width - 26) / 2), height: MEMBER.height };
  const top = STATION.height + 40 + card.height / 2;
  const reach = { x: (width - card.width) / 2 - 1, y: card.height + 34 };
  const places = standAbove(stations, width);
  members.forEach((member, index) => {
    const angle = angleOf(index, members.length);
    const x = width / 2 + reach.x * Math.sin(angle);
    places.set(member.name, around({ x, y: top + reach.y * Math.cos(angle) }, card));
  });
  return { height: top + reach.y + card.height / 2 + 1, places };
}

function layOutRows(stations: Machines, members: Machines, width: number): Standing {
  const card = { width: Math.min(MEMBER.width, (width - 26) / 2), height: MEMBER.height };
  const places = standAbove(stations, width);
  const top = STATION.height + 40 + card.height / 2;
  members.forEach((member, index) => {
    const x = index % 2 === 0 ? card.width / 2 + 1 : width - card.width / 2 - 1;
    const y = top + Math.floor(index / 2) * (card.height + 32);
    places.set(member.name, around({ x, y }, card));
  });
  const rows = Math.ceil(members.length / 2);
  return { height: top + (rows - 1) * (card.height + 32) + card.height / 2 + 1, places };
}

function standAbove(stations: Machines, width: number): Map<string, Place> {
  const place = around({ x: width / 2, y: STATION.height / 2 + 1 }, STATION);
  return new Map(stations.map(({ name }) => [name, place]));
}

/** From the top over the far side to the bottom. */
function angleOf(index: number, count: number): number {
  return count === 1 ? 0 : -Math.PI / 2 + (Math.PI * index) / (count - 1);
}

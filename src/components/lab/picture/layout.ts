/*
 * Where things stand in the picture. The workstation faces the members, which stand on a half
 * circle, so that every cable can be seen. On a phone the same picture is turned by a quarter.
 */
import type { MachineSnapshot } from '../../../../labs/host/protocol.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A machine's card. Units: pixels from the top left. */
export interface Place extends Point {
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly places: ReadonlyMap<string, Place>;
}

/** The visible part of a cable, from card to card. */
export interface Segment {
  readonly from: Point;
  readonly to: Point;
}

const NARROW_PX = 600;
const MEMBER = { width: 176, height: 96 };
const STATION = { width: 132, height: 50 };
const GAP_PX = 12;

export function layOut(machines: readonly MachineSnapshot[], width: number): Layout {
  const stations = machines.filter((machine) => machine.role === 'workstation');
  const members = machines.filter((machine) => machine.role !== 'workstation');
  if (width >= NARROW_PX) return layOutWide(stations, members, width);
  return members.length <= 3
    ? layOutTurned(stations, members, width)
    : layOutRows(stations, members, width);
}

type Machines = readonly MachineSnapshot[];

function layOutWide(stations: Machines, members: Machines, width: number): Layout {
  const height = members.length === 1 ? 150 : 252 + 56 * Math.max(0, members.length - 3);
  const centre = { x: STATION.width + 64 + MEMBER.width / 2, y: height / 2 };
  const reach = { x: width - MEMBER.width / 2 - 1 - centre.x, y: (height - MEMBER.height) / 2 - 1 };
  const places = new Map<string, Place>();
  stations.forEach((station, index) => {
    const y = centre.y + (index - (stations.length - 1) / 2) * (STATION.height + GAP_PX);
    places.set(station.name, around({ x: STATION.width / 2 + 1, y }, STATION));
  });
  members.forEach((member, index) => {
    const angle = angleOf(index, members.length);
    const x = centre.x + reach.x * Math.cos(angle);
    places.set(member.name, around({ x, y: centre.y + reach.y * Math.sin(angle) }, MEMBER));
  });
  return { width, height, places };
}

/** A quarter turn: the workstation above, the members on the half circle below it. */
function layOutTurned(stations: Machines, members: Machines, width: number): Layout {
  const card = { width: Math.min(MEMBER.width, (width - 26) / 2), height: MEMBER.height };
  const top = STATION.height + 40 + card.height / 2;
  const reach = { x: (width - card.width) / 2 - 1, y: card.height + 34 };
  const places = new Map<string, Place>();
  for (const station of stations) {
    places.set(station.name, around({ x: width / 2, y: STATION.height / 2 + 1 }, STATION));
  }
  members.forEach((member, index) => {
    const angle = angleOf(index, members.length);
    const x = width / 2 + reach.x * Math.sin(angle);
    places.set(member.name, around({ x, y: top + reach.y * Math.cos(angle) }, card));
  });
  return { width, height: top + reach.y + card.height / 2 + 1, places };
}

function layOutRows(stations: Machines, members: Machines, width: number): Layout {
  const card = { width: Math.min(MEMBER.width, (width - 26) / 2), height: MEMBER.height };
  const places = new Map<string, Place>();
  for (const station of stations) {
    places.set(station.name, around({ x: width / 2, y: STATION.height / 2 + 1 }, STATION));
  }
  const top = STATION.height + 40 + card.height / 2;
  members.forEach((member, index) => {
    const x = index % 2 === 0 ? card.width / 2 + 1 : width - card.width / 2 - 1;
    const y = top + Math.floor(index / 2) * (card.height + 32);
    places.set(member.name, around({ x, y }, card));
  });
  const rows = Math.ceil(members.length / 2);
  return { width, height: top + (rows - 1) * (card.height + 32) + card.height / 2 + 1, places };
}

/** From the top over the far side to the bottom. */
function angleOf(index: number, count: number): number {
  return count === 1 ? 0 : -Math.PI / 2 + (Math.PI * index) / (count - 1);
}

function around(centre: Point, size: { width: number; height: number }): Place {
  return { x: centre.x - size.width / 2, y: centre.y - size.height / 2, ...size };
}

export function centreOf(place: Place): Point {
  return { x: place.x + place.width / 2, y: place.y + place.height / 2 };
}

/** The line between two cards without what the cards hide. */
export function between(from: Place, to: Place): Segment {
  return { from: leave(from, centreOf(to)), to: leave(to, centreOf(from)) };
}

/** Where a line from a card's centre to a point crosses the card's edge. */
function leave(place: Place, toward: Point): Point {
  const centre = centreOf(place);
  const dx = toward.x - centre.x;
  const dy = toward.y - centre.y;
  const part = Math.min(
    dx === 0 ? Infinity : place.width / 2 / Math.abs(dx),
    dy === 0 ? Infinity : place.height / 2 / Math.abs(dy),
  );
  return { x: centre.x + dx * part, y: centre.y + dy * part };
}

/** A point on the way: 0 at the start, 1 at the end. */
export function along({ from, to }: Segment, part: number): Point {
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}

/** The same line, moved sideways: to its right, seen in its own direction. Units: pixels. */
export function beside({ from, to }: Segment, byPx: number): Segment {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const shift = { x: (-(to.y - from.y) / length) * byPx, y: ((to.x - from.x) / length) * byPx };
  const move = (point: Point): Point => ({ x: point.x + shift.x, y: point.y + shift.y });
  return { from: move(from), to: move(to) };
}

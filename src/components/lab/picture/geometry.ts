/** A place in the drawing. Units: pixels from the top left. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A machine's card. */
export interface Place extends Point {
  readonly width: number;
  readonly height: number;
}

/** Where a cable runs, in straight pieces. Shape: at least two points. */
export type Route = readonly Point[];

export function centreOf(place: Place): Point {
  return { x: place.x + place.width / 2, y: place.y + place.height / 2 };
}

export function around(centre: Point, size: { width: number; height: number }): Place {
  const { width, height } = size;
  return { x: centre.x - width / 2, y: centre.y - height / 2, width, height };
}

/** The line between two cards without what the cards hide. */
export function between(from: Place, to: Place): Route {
  return [leave(from, centreOf(to)), leave(to, centreOf(from))];
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

export function lengthOf(route: Route): number {
  return legsOf(route).reduce((sum, leg) => sum + leg.length, 0);
}

/** A point on the way: 0 at the start, 1 at the end. */
export function along(route: Route, part: number): Point {
  let left = lengthOf(route) * part;
  for (const { from, to, length } of legsOf(route)) {
    if (left <= length) return mix(from, to, length === 0 ? 0 : left / length);
    left -= length;
  }
  return route.at(-1)!;
}

/** A piece of the way, with the corners in it. */
export function pieceOf(route: Route, fromPart: number, toPart: number): Route {
  const total = lengthOf(route);
  let at = 0;
  const corners = legsOf(route).flatMap(({ to, length }) => {
    at += length / total;
    return at > fromPart && at < toPart - 0.001 ? [to] : [];
  });
  return [along(route, fromPart), ...corners, along(route, toPart)];
}

/** The same way, moved sideways: to its right, seen in its own direction. Units: pixels. */
export function beside(route: Route, byPx: number): Route {
  const sides = legsOf(route).map(({ from, to, length }) => ({
    x: -(to.y - from.y) / (length || 1),
    y: (to.x - from.x) / (length || 1),
  }));
  return route.map(({ x, y }, index) => {
    const before = sides[index - 1] ?? sides[index]!;
    const after = sides[index] ?? before;
    // At a corner both legs move, so the corner moves by more than either.
    const stretch = byPx / (1 + before.x * after.x + before.y * after.y || 1);
    return { x: x + (before.x + after.x) * stretch, y: y + (before.y + after.y) * stretch };
  });
}

/** Which way it goes there. Units: degrees, clockwise from the right. */
export function directionAt(route: Route, part: number): number {
  const from = along(route, Math.max(0, part - 0.01));
  const to = along(route, Math.min(1, part + 0.01));
  return (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI;
}

interface Leg {
  readonly from: Point;
  readonly to: Point;
  readonly length: number;
}

function legsOf(route: Route): Leg[] {
  return route.slice(1).map((to, index) => {
    const from = route[index]!;
    return { from, to, length: Math.hypot(to.x - from.x, to.y - from.y) };
  });
}

function mix(from: Point, to: Point, part: number): Point {
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}

import type { LinkSnapshot, MachineSnapshot, Snapshot } from '../../../../labs/host/protocol.ts';
import { along, lengthOf } from './geometry.ts';
import type { Place, Point, Route } from './geometry.ts';
import { routeOf, straightRoute } from './layout.ts';
import type { Layout } from './layout.ts';

/** Two machines, and whether they can reach each other. */
export interface PairView {
  readonly a: string;
  readonly b: string;
  /** Whether messages from a to b, and from b to a, are lost. */
  readonly isCutForth: boolean;
  readonly isCutBack: boolean;
  /** What ails it where messages still pass. */
  readonly ailment?: 'slow' | 'lossy';
}

/** True where something of a cable is not as it should be. */
export function isBroken({ isCutForth, isCutBack, ailment }: PairView): boolean {
  return isCutForth || isCutBack || ailment !== undefined;
}

/** A cable that is drawn. */
export interface CableView extends PairView {
  readonly key: string;
  readonly route: Route;
  /** Where its button sits, and where the gap is when it is cut. */
  readonly handle: Point;
  /** How far along the cable that is: 0 at a, 1 at b. */
  readonly part: number;
}

const HANDLE_GAP_PX = 44;
/** So far from every card, where a cable has the room. */
const CARD_GAP_PX = 14;
/** Places for the button, the best first; where two cables cross, the second moves over. */
const HANDLE_PARTS = [0.5, 0.34, 0.66, 0.25, 0.75, 0.18, 0.82, 0.12, 0.88];

/** The cables of the layout, and every other that is broken: it can be seen and mended. */
export function cablesOf(snapshot: Snapshot, layout: Layout): CableView[] {
  const drawn = pairsOf(snapshot).flatMap((pair) => {
    const { a, b } = pair;
    const own = routeOf(layout, a, b);
    const route = own ?? (isBroken(pair) ? straightRoute(layout, a, b) : undefined);
    return route === undefined ? [] : [{ ...pair, key: `${a}~${b}`, route }];
  });
  const routes = drawn.map(({ route }) => route);
  const signs = [...(layout.zones?.values() ?? [])].map(({ label }) => label);
  const parts = placeHandles(routes, [...layout.places.values(), ...signs]);
  return drawn.map((cable, index) => {
    const part = parts[index] ?? 0.5;
    return { ...cable, part, handle: along(cable.route, part) };
  });
}

/** Every machine with every other. */
export function pairsOf({ machines, links }: Snapshot): PairView[] {
  const names = machines.map((machine) => machine.name);
  return names.flatMap((a, index) => names.slice(index + 1).map((b) => pairOf(links, a, b)));
}

function pairOf(links: readonly LinkSnapshot[], a: string, b: string): PairView {
  const states = links
    .filter(({ from, to }) => (from === a && to === b) || (from === b && to === a))
    .map(({ state }) => state);
  const ailment = (['lossy', 'slow'] as const).find((state) => states.includes(state));
  return {
    a,
    b,
    isCutForth: isCut(links, a, b),
    isCutBack: isCut(links, b, a),
    ...(ailment && { ailment }),
  };
}

/**
 * A machine's cables, as its menu offers them; none where every one of them is drawn and has a
 * button of its own.
 */
export function pairsInMenu(
  { name }: MachineSnapshot,
  snapshot: Snapshot,
  layout: Layout,
): PairView[] {
  const own = pairsOf(snapshot).filter(({ a, b }) => a === name || b === name);
  const areDrawn = own.every(({ a, b }) => routeOf(layout, a, b) !== undefined);
  return areDrawn ? [] : own;
}

/**
 * Short cables choose first: they have the least room.
 *
 * Shape:   how far along each cable its button sits
 */
function placeHandles(routes: readonly Route[], cards: readonly Place[]): number[] {
  const byLength = routes.map((_, index) => index);
  byLength.sort((one, other) => lengthOf(routes[one]!) - lengthOf(routes[other]!));
  const parts: number[] = [];
  const taken: Point[] = [];
  for (const index of byLength) {
    const route = routes[index]!;
    const isVisible = (part: number): boolean =>
      !cards.some((card) => covers(card, along(route, part)));
    const isFree = (part: number): boolean =>
      isVisible(part) && isFarFrom(taken, along(route, part));
    const part = HANDLE_PARTS.find(isFree) ?? HANDLE_PARTS.find(isVisible) ?? 0.5;
    parts[index] = part;
    taken.push(along(route, part));
  }
  return parts;
}

export function isCut(links: readonly LinkSnapshot[], from: string, to: string): boolean {
  return links.some((link) => link.from === from && link.to === to && link.state === 'cut');
}

function isFarFrom(others: readonly Point[], point: Point): boolean {
  return others.every((other) => Math.hypot(other.x - point.x, other.y - point.y) >= HANDLE_GAP_PX);
}

function covers({ x, y, width, height }: Place, point: Point): boolean {
  const isBeside = point.x < x - CARD_GAP_PX || point.x > x + width + CARD_GAP_PX;
  const isBeyond = point.y < y - CARD_GAP_PX || point.y > y + height + CARD_GAP_PX;
  return !isBeside && !isBeyond;
}

/** Shape: `works`, `cut both ways`, `cut from etcd-1 to etcd-2`, `slow`, `loses messages`. */
export function formatCable({ a, b, isCutForth, isCutBack, ailment }: PairView): string {
  if (isCutForth && isCutBack) return 'cut both ways';
  if (isCutForth) return `cut from ${a} to ${b}`;
  if (isCutBack) return `cut from ${b} to ${a}`;
  return ailment === undefined ? 'works' : ailmentWords[ailment];
}

export const ailmentWords = { slow: 'slow', lossy: 'loses messages' } as const;

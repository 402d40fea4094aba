import type { LinkSnapshot, Snapshot } from '../../../../labs/host/protocol.ts';
import { along, between } from './layout.ts';
import type { Layout, Point, Segment } from './layout.ts';

/** Every machine has a cable to every other; this is one of them. */
export interface CableView {
  readonly key: string;
  readonly a: string;
  readonly b: string;
  readonly segment: Segment;
  /** Where its button sits, and where the gap is when it is cut. */
  readonly handle: Point;
  /** How far along the cable that is: 0 at a, 1 at b. */
  readonly part: number;
  /** Whether messages from a to b, and from b to a, are lost. */
  readonly isCutForth: boolean;
  readonly isCutBack: boolean;
}

const HANDLE_GAP_PX = 44;
/** Places for the button, the best first; where two cables cross, the second moves over. */
const HANDLE_PARTS = [0.5, 0.34, 0.66, 0.25, 0.75];

export function cablesOf(snapshot: Snapshot, layout: Layout): CableView[] {
  const names = snapshot.machines.map((machine) => machine.name);
  const pairs = names.flatMap((a, index) => names.slice(index + 1).map((b) => [a, b] as const));
  const lines = pairs.flatMap(([a, b]) => {
    const from = layout.places.get(a);
    const to = layout.places.get(b);
    return from === undefined || to === undefined ? [] : [{ a, b, segment: between(from, to) }];
  });
  const parts = placeHandles(lines.map((line) => line.segment));
  return lines.map(({ a, b, segment }, index) => {
    const part = parts[index] ?? 0.5;
    const isCutForth = isCut(snapshot.links, a, b);
    const isCutBack = isCut(snapshot.links, b, a);
    const handle = along(segment, part);
    return { key: `${a}~${b}`, a, b, segment, part, handle, isCutForth, isCutBack };
  });
}

/**
 * Short cables choose first: they have the least room.
 *
 * Shape:   how far along each cable its button sits
 */
function placeHandles(segments: readonly Segment[]): number[] {
  const byLength = segments.map((_, index) => index);
  byLength.sort((one, other) => lengthOf(segments[one]!) - lengthOf(segments[other]!));
  const parts: number[] = [];
  const taken: Point[] = [];
  for (const index of byLength) {
    const segment = segments[index]!;
    const isFree = (part: number): boolean => isFarFrom(taken, along(segment, part));
    const part = HANDLE_PARTS.find(isFree) ?? 0.5;
    parts[index] = part;
    taken.push(along(segment, part));
  }
  return parts;
}

export function lengthOf({ from, to }: Segment): number {
  return Math.hypot(to.x - from.x, to.y - from.y);
}

export function isCut(links: readonly LinkSnapshot[], from: string, to: string): boolean {
  return links.some((link) => link.from === from && link.to === to && link.state === 'cut');
}

function isFarFrom(others: readonly Point[], point: Point): boolean {
  return others.every((other) => Math.hypot(other.x - point.x, other.y - point.y) >= HANDLE_GAP_PX);
}

/** Shape: `works`, `cut both ways`, `cut from etcd-1 to etcd-2`. */
export function formatCable(cable: CableView): string {
  const { a, b, isCutForth, isCutBack } = cable;
  if (isCutForth && isCutBack) return 'cut both ways';
  if (isCutForth) return `cut from ${a} to ${b}`;
  return isCutBack ? `cut from ${b} to ${a}` : 'works';
}

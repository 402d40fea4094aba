/*
 * Messages on their way, as dots that move along the cables. On a real network a message takes
 * 0.2 ms, so each is drawn for a fixed time instead; an answer starts where its question has
 * arrived. The dots are moved by the browser's own animations: no script runs per frame, and
 * Preact knows nothing of them.
 */
import type { Traffic } from '../../../../labs/host/protocol.ts';
import { beside, lengthOf, pieceOf } from './geometry.ts';
import type { Point, Route } from './geometry.ts';
import { routeOf, straightRoute } from './layout.ts';
import type { Layout } from './layout.ts';
import { kindOf, messageOutlines } from './message-kinds.ts';

const SHOWN_FOR_MS = 420;
const LIVE_DOTS_MAX = 60;
/** Heartbeats are the many: they leave room for the few. */
const LIVE_HEARTBEATS_MAX = 30;
/** A message counts as the answer to one that arrived within this time before it. */
const ANSWERS_WITHIN_US = 12_000;
const REMEMBERED_MAX = 128;
/** No chain of answers is drawn so late that nobody knows what it belongs to. */
const DELAY_MAX_MS = 2_600;
const LANE_PX = 5;

interface Drawn {
  readonly to: string;
  readonly arrivesAtUs: number;
  readonly endsAtMs: number;
}

export class MessageLayer {
  readonly #group: SVGGElement;
  #layout: Layout;
  #drawn: Drawn[] = [];
  #live = 0;

  constructor(group: SVGGElement, layout: Layout) {
    this.#group = group;
    this.#layout = layout;
  }

  set layout(layout: Layout) {
    this.#layout = layout;
  }

  show(traffic: readonly Traffic[]): void {
    const nowMs = performance.now();
    this.#drawn = this.#drawn.filter((one) => one.endsAtMs > nowMs).slice(-REMEMBERED_MAX);
    for (const message of traffic) this.#showOne(message, nowMs);
  }

  clear(): void {
    this.#group.replaceChildren();
    this.#drawn = [];
    this.#live = 0;
  }

  #showOne(message: Traffic, nowMs: number): void {
    const { from, to, arrivesAtUs } = message;
    const cable = routeOf(this.#layout, from, to);
    const route = cable ?? straightRoute(this.#layout, from, to);
    if (route === undefined) return;
    const startsAtMs = this.#startOf(message, nowMs);
    if (startsAtMs - nowMs > DELAY_MAX_MS) return;
    const kind = kindOf(message.kind);
    if (this.#live >= (kind === 'heartbeat' ? LIVE_HEARTBEATS_MAX : LIVE_DOTS_MAX)) return;
    if (arrivesAtUs !== undefined) {
      this.#drawn.push({ to, arrivesAtUs, endsAtMs: startsAtMs + SHOWN_FOR_MS });
    }
    const isLost = arrivesAtUs === undefined;
    const lane = beside(route, LANE_PX);
    const delay = startsAtMs - nowMs;
    if (cable === undefined) this.#trace(lane, kind, delay);
    const dot = newPath(messageOutlines[kind], `q-msg q-msg-${kind}`);
    this.#animate(dot, framesOf(isLost ? pieceOf(lane, 0, 0.5) : lane, isLost), delay);
  }

  /** Between machines that no cable is drawn for, the way is seen while something is on it. */
  #trace(route: Route, kind: string, delay: number): void {
    const outline = route.map(({ x, y }) => `${x},${y}`).join('L');
    const line = newPath(`M${outline}`, `q-trail q-msg-${kind}`);
    this.#animate(line, [{ opacity: 0.7 }, { opacity: 0.7, offset: 0.7 }, { opacity: 0 }], delay);
  }

  #startOf(message: Traffic, nowMs: number): number {
    const cause = this.#drawn.findLast(
      (one) =>
        one.to === message.from &&
        one.arrivesAtUs <= message.atUs &&
        message.atUs - one.arrivesAtUs <= ANSWERS_WITHIN_US,
    );
    return Math.max(nowMs, cause?.endsAtMs ?? 0);
  }

  #animate(path: SVGPathElement, frames: Keyframe[], delay: number): void {
    // Unseen until its time comes.
    path.style.opacity = '0';
    this.#live++;
    this.#group.append(path);
    const timing = { delay, duration: SHOWN_FOR_MS, easing: 'ease-in-out' };
    path.animate(frames, timing).onfinish = () => {
      if (path.parentNode === null) return;
      path.remove();
      this.#live--;
    };
  }
}

function newPath(outline: string, className: string): SVGPathElement {
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', outline);
  path.setAttribute('class', className);
  return path;
}

/** Along the way at one speed, around its corners; what is lost bursts where it ends. */
function framesOf(route: Route, isLost: boolean): Keyframe[] {
  const at = ({ x, y }: Point, scale = 1) => `translate(${x}px, ${y}px) scale(${scale})`;
  const total = lengthOf(route) || 1;
  const share = isLost ? 0.7 : 1;
  const frames = route.map((point, index): Keyframe => {
    const done = index === 0 ? 0 : lengthOf(route.slice(0, index + 1)) / total;
    return { transform: at(point), opacity: 1, offset: Math.min(1, done * share) };
  });
  return isLost ? [...frames, { transform: at(route.at(-1)!, 2.2), opacity: 0 }] : frames;
}

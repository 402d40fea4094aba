/*
 * Messages on their way, as dots that move along the cables. On a real network a message takes
 * 0.2 ms, so each is drawn for a fixed time instead; an answer starts where its question has
 * arrived. The dots are moved by the browser's own animations: no script runs per frame, and
 * Preact knows nothing of them.
 */
import type { Traffic } from '../../../../labs/host/protocol.ts';
import { along, beside, between } from './layout.ts';
import type { Layout, Point } from './layout.ts';
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
    const from = this.#layout.places.get(message.from);
    const to = this.#layout.places.get(message.to);
    if (from === undefined || to === undefined || from === to) return;
    const startsAtMs = this.#startOf(message, nowMs);
    if (startsAtMs - nowMs > DELAY_MAX_MS) return;
    const kind = kindOf(message.kind);
    if (this.#live >= (kind === 'heartbeat' ? LIVE_HEARTBEATS_MAX : LIVE_DOTS_MAX)) return;
    const { arrivesAtUs } = message;
    if (arrivesAtUs !== undefined) {
      this.#drawn.push({ to: message.to, arrivesAtUs, endsAtMs: startsAtMs + SHOWN_FOR_MS });
    }
    const lane = beside(between(from, to), LANE_PX);
    const end = arrivesAtUs === undefined ? along(lane, 0.5) : lane.to;
    const dot = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    dot.setAttribute('d', messageOutlines[kind]);
    dot.setAttribute('class', `q-msg q-msg-${kind}`);
    this.#move(dot, lane.from, end, startsAtMs - nowMs, arrivesAtUs === undefined);
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

  #move(dot: SVGPathElement, from: Point, to: Point, delay: number, isLost: boolean): void {
    const at = ({ x, y }: Point, scale = 1) => `translate(${x}px, ${y}px) scale(${scale})`;
    // Unseen until its time comes.
    dot.style.opacity = '0';
    const frames = isLost
      ? [
          { transform: at(from), opacity: 1 },
          { transform: at(to), opacity: 1, offset: 0.7 },
          { transform: at(to, 2.2), opacity: 0 },
        ]
      : [
          { transform: at(from), opacity: 1 },
          { transform: at(to), opacity: 1 },
        ];
    this.#live++;
    this.#group.append(dot);
    const animation = dot.animate(frames, {
      delay,
      duration: SHOWN_FOR_MS,
      easing: 'ease-in-out',
    });
    animation.onfinish = () => {
      if (dot.parentNode === null) return;
      dot.remove();
      this.#live--;
    };
  }
}

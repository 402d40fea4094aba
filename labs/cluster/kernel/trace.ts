import { hash32 } from './random.ts';

/**
 * One thing that happened. `what` is in the notation of the lab: a message's kind, a program's
 * name, a fault's name.
 */
export interface TraceEvent {
  readonly atUs: number;
  readonly kind:
    'send' | 'drop' | 'spawn' | 'exit' | 'power' | 'link' | 'role' | 'command' | 'note' | 'panic';
  /** A machine, or `machine/process`. */
  readonly from: string;
  readonly to?: string;
  readonly what: string;
  /** For 'send': when it arrives. */
  readonly arrivesAtUs?: number;
  /** For 'command': what `$?` was after the line. */
  readonly code?: number;
}

/** How many of the latest events are kept. */
export const TRACE_CAPACITY = 4_096;

/**
 * The bounded record of all that happened, and a running hash over everything that ever did.
 *
 * Keeps:   two runs with the same hash had the same events in the same order
 */
export class Trace {
  readonly #ring: TraceEvent[] = [];
  readonly #observers: ((event: TraceEvent) => void)[] = [];
  #count = 0;
  #high = 0x811c9dc5;
  #low = 0x1b873593;

  /** How many events there ever were. */
  get count(): number {
    return this.#count;
  }

  add(event: TraceEvent): void {
    const { arrivesAtUs = 0, atUs, code = 0, from, kind, to = '', what } = event;
    this.#low = hash32(what, Math.imul(this.#low ^ atUs, 0x01000193));
    this.#low = hash32(kind, Math.imul(this.#low ^ arrivesAtUs, 0x01000193) ^ code);
    this.#high = hash32(from, hash32(to, this.#high ^ this.#low));
    this.#ring[this.#count % TRACE_CAPACITY] = event;
    this.#count++;
    for (const observe of this.#observers) observe(event);
  }

  /** Calls `observe` with each event from now on, at the moment it happens. It only looks on. */
  observe(observe: (event: TraceEvent) => void): void {
    this.#observers.push(observe);
  }

  /** Events from number `since` on, oldest first; what the ring no longer holds is missing. */
  since(since: number): TraceEvent[] {
    const events: TraceEvent[] = [];
    for (let at = Math.max(since, this.#count - TRACE_CAPACITY); at < this.#count; at++) {
      events.push(this.#ring[at % TRACE_CAPACITY]!);
    }
    return events;
  }

  /** Shape: 16 hexadecimal digits. */
  get hash(): string {
    const digits = (half: number): string => (half >>> 0).toString(16).padStart(8, '0');
    return digits(this.#high) + digits(this.#low);
  }
}

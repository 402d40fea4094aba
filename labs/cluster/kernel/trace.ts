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
    this.#mix(atUs);
    this.#mix(arrivesAtUs);
    this.#mix(code);
    this.#mix(hashOf(kind));
    this.#mix(hashOf(from));
    this.#mix(hashOf(to));
    this.#mix(hashOf(what));
    this.#ring[this.#count % TRACE_CAPACITY] = event;
    this.#count++;
    for (const observe of this.#observers) observe(event);
  }

  /** Takes a whole number into both halves of the hash. */
  #mix(value: number): void {
    let low = Math.imul(this.#low ^ value, 0x85ebca6b);
    low ^= (low >>> 15) ^ Math.floor(value / 4_294_967_296);
    this.#low = low;
    const high = Math.imul(this.#high ^ low ^ value, 0xc2b2ae35);
    this.#high = high ^ (high >>> 13);
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

/** The same few names and kinds come again and again. Units: texts. */
const HASHES_KEPT = 4_096;
const hashes = new Map<string, number>();

function hashOf(text: string): number {
  const known = hashes.get(text);
  if (known !== undefined) return known;
  if (hashes.size >= HASHES_KEPT) hashes.clear();
  const hash = hash32(text);
  hashes.set(text, hash);
  return hash;
}

import { Heap, isBefore, type Event } from './heap.ts';

/**
 * Most events are packets: what comes sooner than this is kept apart from the patient timers.
 *
 * Units:   microseconds
 */
const SOON_US = 5_000;

/**
 * The event queue, ordered by (time, sequence). Two events of the same time happen in the order in
 * which they were added, in every engine.
 *
 * A cluster has a thousand timers that wait for seconds, and most are cancelled before. A packet
 * passes them by: it goes into a heap of few.
 *
 * Keeps:   `sequence` never repeats, so the order is total
 */
export class EventQueue {
  readonly #soon = new Heap();
  readonly #later = new Heap();
  #sequence = 0;
  #takenAtUs = 0;

  get size(): number {
    return this.#soon.size + this.#later.size;
  }

  /** Units: `atUs` in microseconds of virtual time. */
  add(atUs: number, run: () => void): Event {
    const event: Event = { atUs, sequence: this.#sequence++, run };
    const heap = atUs - this.#takenAtUs < SOON_US ? this.#soon : this.#later;
    heap.add(event);
    return event;
  }

  /** The earliest event that is still to happen. */
  peek(): Event | undefined {
    return this.#next().first;
  }

  /** Takes the earliest event; undefined where it is due after `atUs`. */
  takeUntil(atUs: number): Event | undefined {
    const heap = this.#next();
    const { first } = heap;
    if (first === undefined || first.atUs > atUs) return undefined;
    heap.removeFirst();
    this.#takenAtUs = first.atUs;
    return first;
  }

  /** The heap whose first event is the earliest. */
  #next(): Heap {
    const soon = this.#soon.first;
    const later = this.#later.first;
    if (soon === undefined) return this.#later;
    return later === undefined || isBefore(soon, later) ? this.#soon : this.#later;
  }
}

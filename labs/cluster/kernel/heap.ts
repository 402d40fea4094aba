/**
 * Something that will happen at a virtual time. A cancelled event keeps its place and does nothing.
 */
export interface Event {
  readonly atUs: number;
  readonly sequence: number;
  run: (() => void) | undefined;
}

/** True where `a` happens first. */
export function isBefore(a: Event, b: Event): boolean {
  return a.atUs < b.atUs || (a.atUs === b.atUs && a.sequence < b.sequence);
}

/** A binary heap of events. Keeps: the first is before all others */
export class Heap {
  readonly #events: Event[] = [];

  get size(): number {
    return this.#events.length;
  }

  /** The earliest event that was not cancelled; drops cancelled ones on the way. */
  get first(): Event | undefined {
    for (;;) {
      const first = this.#events[0];
      if (first === undefined || first.run !== undefined) return first;
      this.removeFirst();
    }
  }

  add(event: Event): void {
    const events = this.#events;
    let at = events.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(event, events[parent]!)) break;
      events[at] = events[parent]!;
      at = parent;
    }
    events[at] = event;
  }

  removeFirst(): void {
    const last = this.#events.pop();
    if (last !== undefined && this.#events.length > 0) this.#sink(last);
  }

  /** Puts an event in the place of the first, and then where it belongs. */
  #sink(event: Event): void {
    const events = this.#events;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= events.length) break;
      if (child + 1 < events.length && isBefore(events[child + 1]!, events[child]!)) child++;
      if (!isBefore(events[child]!, event)) break;
      events[at] = events[child]!;
      at = child;
    }
    events[at] = event;
  }
}

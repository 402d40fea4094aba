/**
 * Something that will happen at a virtual time. A cancelled event keeps its place and does nothing.
 */
export interface Event {
  readonly atUs: number;
  readonly sequence: number;
  run: (() => void) | undefined;
}

/**
 * The event queue: a binary heap ordered by (time, sequence). Two events of the same time happen in
 * the order in which they were added, in every engine.
 *
 * Keeps:   `sequence` never repeats, so the order is total
 */
export class EventQueue {
  readonly #heap: Event[] = [];
  #sequence = 0;

  get size(): number {
    return this.#heap.length;
  }

  /** Units: `atUs` in microseconds of virtual time. */
  add(atUs: number, run: () => void): Event {
    const event: Event = { atUs, sequence: this.#sequence++, run };
    this.#heap.push(event);
    this.#rise(this.#heap.length - 1);
    return event;
  }

  /** The earliest event that is still to happen; drops cancelled ones on the way. */
  peek(): Event | undefined {
    for (;;) {
      const first = this.#heap[0];
      if (first === undefined || first.run !== undefined) return first;
      this.#removeFirst();
    }
  }

  /** Takes the earliest event; undefined where it is due after `atUs`. */
  takeUntil(atUs: number): Event | undefined {
    const first = this.peek();
    if (first === undefined || first.atUs > atUs) return undefined;
    this.#removeFirst();
    return first;
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink(0);
  }

  #rise(from: number): void {
    const heap = this.#heap;
    const event = heap[from]!;
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(event, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = event;
  }

  #sink(from: number): void {
    const heap = this.#heap;
    const event = heap[from]!;
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, event)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = event;
  }
}

function isBefore(a: Event, b: Event): boolean {
  return a.atUs < b.atUs || (a.atUs === b.atUs && a.sequence < b.sequence);
}

import { Condition } from './condition.ts';
import type { Task, Wait } from './wait.ts';

/**
 * A bounded first-in-first-out queue between threads, of one process or of several.
 *
 * Keeps:   at most `capacity` items; after `close` what is queued can still be taken
 */
export class Channel<T> {
  readonly capacity: number;
  readonly #items: T[] = [];
  readonly #changed = new Condition();
  #isClosed = false;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get length(): number {
    return this.#items.length;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Wakes when an item can be taken, or when the channel is closed. */
  get readable(): Wait<void> {
    return {
      arm: (wake, timers) => {
        if (this.#items.length === 0 && !this.#isClosed) {
          return this.#changed.changed.arm(wake, timers);
        }
        wake(undefined);
        return () => undefined;
      },
    };
  }

  /** Adds an item without waiting. Errors: false where the channel is full or closed. */
  offer(item: T): boolean {
    if (this.#isClosed || this.#items.length >= this.capacity) return false;
    this.#items.push(item);
    this.#changed.notify();
    return true;
  }

  /** Adds an item, waiting for room. Errors: false where the channel is closed. */
  *put(item: T): Task<boolean> {
    while (!this.#isClosed && this.#items.length >= this.capacity) {
      yield this.#changed;
    }
    return this.offer(item);
  }

  /** Takes the oldest item without waiting; undefined where there is none. */
  poll(): T | undefined {
    const item = this.#items.shift();
    if (item !== undefined) this.#changed.notify();
    return item;
  }

  /** Takes the oldest item, waiting for one. Errors: undefined once closed and empty. */
  *take(): Task<T | undefined> {
    while (this.#items.length === 0 && !this.#isClosed) yield this.#changed;
    return this.poll();
  }

  close(): void {
    this.#isClosed = true;
    this.#changed.notify();
  }
}

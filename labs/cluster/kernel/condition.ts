import type { Disarm, Wait } from './wait.ts';

/** One who waits: a link of the chain of its condition. */
interface Waiter {
  readonly wake: (value: void) => void;
  before: Waiter | undefined;
  after: Waiter | undefined;
  /** How many notices there had been when it came; undefined once it has left. */
  since: number | undefined;
}

/**
 * Something that may change, and those who wait for the change. A waiter looks again after it
 * wakes: being woken says that something happened, not what.
 *
 * Shape:   `while (queue.length === 0) yield condition.changed`
 */
export class Condition implements Wait<void> {
  /** A chain, because most waits are given up or woken alone. */
  #first: Waiter | undefined;
  #last: Waiter | undefined;
  #notices = 0;

  get changed(): Wait<void> {
    return this;
  }

  arm(wake: (value: void) => void): Disarm {
    const waiter: Waiter = { wake, before: this.#last, after: undefined, since: this.#notices };
    if (this.#last === undefined) this.#first = waiter;
    else this.#last.after = waiter;
    this.#last = waiter;
    return () => this.#leave(waiter);
  }

  /** Wakes all who wait now, in the order in which they came. */
  notify(): void {
    const before = this.#notices++;
    for (;;) {
      const waiter = this.#first;
      if (waiter === undefined || waiter.since! > before) return;
      this.#leave(waiter);
      waiter.wake(undefined);
    }
  }

  #leave(waiter: Waiter): void {
    if (waiter.since === undefined) return;
    waiter.since = undefined;
    const { before, after } = waiter;
    if (before === undefined) this.#first = after;
    else before.after = after;
    if (after === undefined) this.#last = before;
    else after.before = before;
  }
}

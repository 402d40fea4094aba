import type { Wait } from './wait.ts';

/**
 * Something that may change, and those who wait for the change. A waiter looks again after it
 * wakes: being woken says that something happened, not what.
 *
 * Shape:   `while (queue.length === 0) yield* wait(condition.changed)`
 */
export class Condition {
  #waiters = new Set<() => void>();

  readonly changed: Wait<void> = {
    arm: (wake) => {
      const waiter = (): void => wake(undefined);
      this.#waiters.add(waiter);
      return () => this.#waiters.delete(waiter);
    },
  };

  /** Wakes all who wait now, in the order in which they came. */
  notify(): void {
    if (this.#waiters.size === 0) return;
    const waiters = this.#waiters;
    this.#waiters = new Set();
    for (const waiter of waiters) waiter();
  }
}

import type { Disarm, Wait } from './wait.ts';

/**
 * Something that may change, and those who wait for the change. A waiter looks again after it
 * wakes: being woken says that something happened, not what.
 *
 * Shape:   `while (queue.length === 0) yield* wait(condition.changed)`
 */
export class Condition implements Wait<void> {
  /** There are many conditions, and most of them nobody ever waits for. */
  #waiters: Set<() => void> | undefined;

  get changed(): Wait<void> {
    return this;
  }

  arm(wake: (value: void) => void): Disarm {
    const waiters = (this.#waiters ??= new Set());
    const waiter = (): void => wake(undefined);
    waiters.add(waiter);
    return () => waiters.delete(waiter);
  }

  /** Wakes all who wait now, in the order in which they came. */
  notify(): void {
    const waiters = this.#waiters;
    if (waiters === undefined || waiters.size === 0) return;
    this.#waiters = undefined;
    for (const waiter of waiters) waiter();
  }
}

import { Condition, type Wait } from '../kernel/index.ts';

/** A value that somebody waits for and somebody else will give, once. */
export class Answer<T> {
  readonly #given = new Condition();
  #value: { readonly value: T } | undefined;

  readonly given: Wait<T> = {
    arm: (wake, timers) => {
      if (this.#value === undefined) {
        return this.#given.changed.arm(() => wake(this.#value!.value), timers);
      }
      wake(this.#value.value);
      return () => undefined;
    },
  };

  give(value: T): void {
    if (this.#value !== undefined) return;
    this.#value = { value };
    this.#given.notify();
  }
}

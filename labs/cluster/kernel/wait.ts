/**
 * What a thread of a process may wait for, and how waits are combined.
 *
 * A program is a generator. Where it cannot go on it yields a `Wait`; the kernel arms it, and
 * resumes the generator with the value once the wait wakes. A wait that lost a race, or whose
 * process was killed, is disarmed. Nothing else ever suspends a program, so a program reads from
 * top to bottom.
 */

/** What a wait may use of the kernel: the clock. */
export interface Timers {
  readonly nowUs: number;
  /** Calls `run` after `delayUs`; returns how to give that up. */
  after(delayUs: number, run: () => void): Disarm;
}

export type Disarm = () => void;

/** Keeps: `wake` is called at most once for each `arm`, and never after the disarm. */
export interface Wait<T> {
  arm(wake: (value: T) => void, timers: Timers): Disarm;
}

/** A piece of a program: yields what it waits for, returns its result. */
export type Task<T> = Generator<Wait<unknown>, T, unknown>;

/** Waits for one thing. Shape: `const line = yield* wait(channel.readable)`. */
export function* wait<T>(what: Wait<T>): Task<T> {
  return (yield what) as T;
}

/** A wait that wakes after `delayUs` of virtual time. */
export function after(delayUs: number): Wait<void> {
  return new After(delayUs);
}

class After implements Wait<void> {
  readonly #delayUs: number;

  constructor(delayUs: number) {
    this.#delayUs = delayUs;
  }

  arm(wake: (value: void) => void, timers: Timers): Disarm {
    return timers.after(this.#delayUs, wake);
  }
}

/** A wait that never wakes. */
export const never: Wait<never> = { arm: () => () => undefined };

/** Does nothing for `delayUs` of virtual time. Units: microseconds. */
export function* sleep(delayUs: number): Task<void> {
  yield after(delayUs);
}

/** The one of several waits that woke first. */
export type Selected<W extends Record<string, Wait<unknown>>> = {
  [K in keyof W]: { readonly which: K; readonly value: W[K] extends Wait<infer T> ? T : never };
}[keyof W];

/**
 * Waits for the first of several; the others are disarmed.
 *
 * Shape:   `const first = yield* select({ reply: inbox.readable, timeout: after(5 * SECOND) })`,
 *          then `first.which` names the winner
 * Keeps:   where two could wake at once, the one named first wins
 */
export function* select<W extends Record<string, Wait<unknown>>>(waits: W): Task<Selected<W>> {
  return (yield firstOf(waits)) as Selected<W>;
}

function firstOf<W extends Record<string, Wait<unknown>>>(waits: W): Wait<Selected<W>> {
  return {
    arm(wake, timers) {
      const armed: Disarm[] = [];
      let done = false;
      const disarm = (): void => {
        done = true;
        for (const give of armed) give();
      };
      for (const which in waits) {
        const give = waits[which]!.arm((value) => {
          if (done) return;
          disarm();
          wake({ which, value } as Selected<W>);
        }, timers);
        if (done) {
          give();
          break;
        }
        armed.push(give);
      }
      return disarm;
    },
  };
}

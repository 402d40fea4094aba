import { Condition } from './condition.ts';
import type { Process } from './process.ts';
import type { Disarm, Task, Wait } from './wait.ts';

/**
 * One generator of a process, and what it waits for now. Only the kernel resumes it.
 *
 * Keeps:   a wake that comes after the thread was resumed or cancelled does nothing
 */
export class Thread {
  readonly process: Process;
  readonly #task: Task<unknown>;
  readonly #onEnd: () => void;
  readonly #ended = new Condition();
  #disarm: Disarm | undefined;
  #isRunning = false;
  #isWaiting = false;
  isDone = false;

  constructor(process: Process, task: Task<unknown>, onEnd: () => void) {
    this.process = process;
    this.#task = task;
    this.#onEnd = onEnd;
  }

  /** Wakes when the thread has ended, in whatever way; at once where it has. */
  get done(): Wait<void> {
    return {
      arm: (wake, timers) => {
        if (!this.isDone) return this.#ended.changed.arm(wake, timers);
        wake(undefined);
        return () => undefined;
      },
    };
  }

  /** Gives the generator what it waited for, and arms what it waits for next. */
  advance(value: unknown): void {
    if (this.isDone) return;
    this.#disarm = undefined;
    this.#isRunning = true;
    const step = this.#task.next(value);
    this.#isRunning = false;
    if (this.isDone) {
      this.#task.return(undefined);
    } else if (step.done) {
      this.#finish();
    } else {
      this.#isWaiting = true;
      this.#disarm = step.value.arm(this.#wake, this.process.kernel);
    }
  }

  /** One for all waits: a wait wakes once, and not after it was disarmed. */
  readonly #wake = (woken: unknown): void => {
    if (!this.#isWaiting || this.isDone) return;
    this.#isWaiting = false;
    this.process.kernel.resume(this, woken);
  };

  /** Ends the thread where it waits; its `finally` blocks run. */
  cancel(): void {
    if (this.isDone) return;
    this.#disarm?.();
    this.#finish();
    // A thread that ends its own process is running now: `advance` unwinds it at its next yield.
    if (!this.#isRunning) this.#task.return(undefined);
  }

  #finish(): void {
    this.isDone = true;
    this.#onEnd();
    this.#ended.notify();
  }
}

import { Condition, type Wait } from '../kernel/index.ts';

/** How a job ended. `canceled`: a later job wanted the opposite. */
export type JobResult = 'done' | 'failed' | 'canceled';

/** Something that systemd was asked to do with a unit, and whoever waits for it. */
export class Job {
  kind: 'start' | 'stop' | 'restart';
  result: JobResult | undefined;
  readonly #ended = new Condition();

  constructor(kind: Job['kind']) {
    this.kind = kind;
  }

  /** Wakes with the result; at once where there is one. */
  readonly finished: Wait<JobResult> = {
    arm: (wake, timers) => {
      if (this.result === undefined) {
        return this.#ended.changed.arm(() => wake(this.result!), timers);
      }
      wake(this.result);
      return () => undefined;
    },
  };

  finish(result: JobResult): void {
    if (this.result !== undefined) return;
    this.result = result;
    this.#ended.notify();
  }
}

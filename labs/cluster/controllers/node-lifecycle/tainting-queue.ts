import {
  after,
  Condition,
  select,
  SECOND,
  wait,
  type Process,
  type Task,
} from '../../kernel/index.ts';

/** How often one may be taken. Units: microseconds from one to the next; 'never'. */
export type Rate = number | 'never';

/** Source: `--node-eviction-rate` 0.1, `--secondary-node-eviction-rate` 0.01 in a second */
export const NORMAL_RATE: Rate = 10 * SECOND;
export const REDUCED_RATE: Rate = 100 * SECOND;

/**
 * The nodes of a zone that wait for their taint NoExecute, and how fast they get it.
 *
 * Keeps:   each node is in it once; one that failed comes again at its turn
 * Source:  pkg/controller/nodelifecycle/scheduler/rate_limited_queue.go, a bucket of one token
 * Differs: sleeps while there is nothing to do, where the real one looks ten times a second
 */
export class TaintingQueue {
  readonly #process: Process;
  readonly #names = new Set<string>();
  readonly #changed = new Condition();
  #rate: Rate = NORMAL_RATE;
  #nextUs: number;

  constructor(process: Process) {
    this.#process = process;
    this.#nextUs = process.nowUs;
  }

  /** Shape: true where the name was not there yet */
  add(name: string): boolean {
    if (this.#names.has(name)) return false;
    this.#names.add(name);
    this.#changed.notify();
    return true;
  }

  remove(name: string): boolean {
    return this.#names.delete(name);
  }

  /** A new rate begins where the old one stood: with a token only where there was one. */
  setRate(rate: Rate): void {
    if (rate === this.#rate) return;
    const hadToken = this.#rate !== 'never' && this.#nextUs <= this.#process.nowUs;
    this.#rate = rate;
    if (rate !== 'never') this.#nextUs = this.#process.nowUs + (hadToken ? 0 : rate);
    this.#changed.notify();
  }

  /** Hands out names for ever; a name that `work` did not manage stays. */
  *run(work: (name: string) => Task<boolean>): Task<void> {
    for (;;) {
      const [name] = this.#names;
      const rate = this.#rate;
      const earlyUs = this.#nextUs - this.#process.nowUs;
      if (name === undefined || rate === 'never') {
        yield* wait(this.#changed.changed);
      } else if (earlyUs > 0) {
        yield* select({ changed: this.#changed.changed, token: after(earlyUs) });
      } else {
        this.#nextUs = this.#process.nowUs + rate;
        this.#names.delete(name);
        if (!(yield* work(name))) this.add(name);
      }
    }
  }
}

import { Condition, SECOND, wait, type Disarm, type Process, type Task } from '../kernel/index.ts';

/** Source: client-go util/workqueue `DefaultTypedControllerRateLimiter`. Units: microseconds. */
const RETRY_MIN_US = 5_000;
const RETRY_MAX_US = 1_000 * SECOND;
/** Keys that may wait. More than all objects of a large lab. */
const KEYS_MAX = 100_000;

/**
 * Keys that wait for a worker, each at most once.
 *
 * A key that is added while it is worked on is handed out again afterwards, never to two workers at
 * a time. One that failed comes back after 5 ms, 10 ms, 20 ms …
 *
 * Keeps:   between `get` and `done` of a key, nobody else gets it
 * Source:  client-go util/workqueue: queue.go, delaying_queue.go, rate_limiting_queue.go
 * Differs: without the overall limit of 10 retries a second
 */
export class WorkQueue {
  readonly #process: Process;
  readonly #queue: string[] = [];
  readonly #dirty = new Set<string>();
  readonly #processing = new Set<string>();
  readonly #failures = new Map<string, number>();
  readonly #delayed = new Map<string, { readonly atUs: number; readonly stop: Disarm }>();
  readonly #changed = new Condition();

  constructor(process: Process) {
    this.#process = process;
  }

  get length(): number {
    return this.#queue.length;
  }

  /** Errors: false where the queue is full. */
  add(key: string): boolean {
    if (this.#dirty.has(key)) return true;
    if (this.#dirty.size >= KEYS_MAX) return false;
    this.#dirty.add(key);
    if (!this.#processing.has(key)) this.#queue.push(key);
    this.#changed.notify();
    return true;
  }

  /** Adds a key later; of several times the earliest holds. */
  addAfter(key: string, delayUs: number): void {
    if (delayUs <= 0) {
      this.add(key);
      return;
    }
    const { kernel, nowUs } = this.#process;
    const atUs = nowUs + delayUs;
    const waiting = this.#delayed.get(key);
    if (waiting && waiting.atUs <= atUs) return;
    waiting?.stop();
    const stop = kernel.after(delayUs, () => {
      this.#delayed.delete(key);
      if (this.#process.state !== 'exited') this.add(key);
    });
    this.#delayed.set(key, { atUs, stop });
  }

  /** Adds a key that failed, after a wait that grows with each time. */
  addRateLimited(key: string): void {
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    let delayUs = RETRY_MIN_US;
    for (let count = 0; count < failures && delayUs < RETRY_MAX_US; count++) delayUs *= 2;
    this.addAfter(key, Math.min(delayUs, RETRY_MAX_US));
  }

  /** How often a key has failed since it was last forgotten. */
  retries(key: string): number {
    return this.#failures.get(key) ?? 0;
  }

  forget(key: string): void {
    this.#failures.delete(key);
  }

  /** Waits for the next key. */
  *get(): Task<string> {
    for (;;) {
      const key = this.#queue.shift();
      if (key !== undefined) {
        this.#dirty.delete(key);
        this.#processing.add(key);
        return key;
      }
      yield* wait(this.#changed.changed);
    }
  }

  /** Says that the work on a key has ended. */
  done(key: string): void {
    this.#processing.delete(key);
    if (!this.#dirty.has(key)) return;
    this.#queue.push(key);
    this.#changed.notify();
  }
}

import { MINUTE, SECOND } from '../kernel/index.ts';

const FIRST_US = 10 * SECOND;
const LONGEST_US = 5 * MINUTE;

/**
 * How long to wait before something that failed is tried again: 10 s, 20 s … 5 min, by key. After
 * twice the longest wait without a failure it begins anew.
 *
 * Units:   microseconds
 * Source:  client-go util/flowcontrol/backoff.go
 */
export class BackOff {
  readonly #entries = new Map<string, { waitUs: number; updatedUs: number }>();

  get(key: string): number {
    return this.#entries.get(key)?.waitUs ?? 0;
  }

  /** When the wait was last set. */
  sinceUs(key: string): number {
    return this.#entries.get(key)?.updatedUs ?? 0;
  }

  /** True where `sinceUs` is less than the present wait ago. */
  isWaiting(key: string, sinceUs: number, nowUs: number): boolean {
    const entry = this.#entries.get(key);
    if (entry === undefined || hasExpired(entry.updatedUs, sinceUs)) return false;
    return nowUs - sinceUs < entry.waitUs;
  }

  /** Doubles the wait, or begins anew where the last failure is long ago. */
  next(key: string, failedUs: number, nowUs: number): void {
    const entry = this.#entries.get(key);
    const isNew = entry === undefined || hasExpired(entry.updatedUs, failedUs);
    const waitUs = isNew ? FIRST_US : Math.min(entry.waitUs * 2, LONGEST_US);
    this.#entries.set(key, { waitUs, updatedUs: nowUs });
  }

  forget(prefix: string): void {
    for (const key of this.#entries.keys()) if (key.startsWith(prefix)) this.#entries.delete(key);
  }
}

function hasExpired(updatedUs: number, eventUs: number): boolean {
  return eventUs - updatedUs > 2 * LONGEST_US;
}

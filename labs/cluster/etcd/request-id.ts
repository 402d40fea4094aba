import { EPOCH_SECONDS } from '../kernel/index.ts';

/** 2⁴⁰ milliseconds are 35 years; a byte below counts. */
const TIMESTAMP_RANGE = 2 ** 40;
const COUNTER_RANGE = 2 ** 8;

/**
 * Makes ids that no other member makes, nor this one after a restart: of requests, and of leases.
 *
 * Shape:   16 hex digits: 4 of the member's id, 10 of the time in milliseconds, 2 that count; the
 *          count runs over into the time
 * Source:  etcd pkg/idutil/id.go `Generator`
 */
export class RequestIds {
  readonly #prefix: string;
  #suffix: number;

  constructor(memberId: string, nowUs: number) {
    this.#prefix = memberId.padStart(16, '0').slice(-4);
    const ms = EPOCH_SECONDS * 1_000 + Math.floor(nowUs / 1_000);
    this.#suffix = (ms % TIMESTAMP_RANGE) * COUNTER_RANGE;
  }

  next(): string {
    this.#suffix = (this.#suffix + 1) % (TIMESTAMP_RANGE * COUNTER_RANGE);
    return this.#prefix + this.#suffix.toString(16).padStart(12, '0');
  }
}

import { SECOND } from '../kernel/index.ts';

/** What is counted of the connections of one place: a frontend, a backend, a server. */
export class Tally {
  current = 0;
  max = 0;
  total = 0;
  bytesIn = 0;
  bytesOut = 0;
  /** Tries to reach a server, those that were repeated, and those that went to another one. */
  connects = 0;
  retries = 0;
  redispatches = 0;
  failures = 0;
  clientAborts = 0;
  serverAborts = 0;
  /** When the last one came. */
  lastUs: number | undefined;
  readonly rate = new Rate();

  enter(nowUs: number): void {
    this.current++;
    this.total++;
    this.max = Math.max(this.max, this.current);
    this.lastUs = nowUs;
    this.rate.add(nowUs);
  }

  leave(): void {
    this.current--;
  }

  /** Forgets the highest figures, and with `isAll` all that is not a present state. */
  clear(isAll: boolean): void {
    this.max = this.current;
    this.rate.max = 0;
    if (!isAll) return;
    this.total = this.bytesIn = this.bytesOut = this.connects = 0;
    this.retries = this.redispatches = this.failures = 0;
    this.clientAborts = this.serverAborts = 0;
    this.lastUs = undefined;
  }
}

/**
 * Events in a second: those of this one, and of the one before as far as it lies within a second.
 *
 * Source:  HAProxy 2.6 src/freq_ctr.c
 */
export class Rate {
  max = 0;
  #periodUs = 0;
  #now = 0;
  #before = 0;

  add(nowUs: number): void {
    this.#turn(nowUs);
    this.#now++;
    this.max = Math.max(this.max, this.read(nowUs));
  }

  read(nowUs: number): number {
    this.#turn(nowUs);
    const left = 1 - (nowUs - this.#periodUs) / SECOND;
    return this.#now + Math.floor(this.#before * left);
  }

  #turn(nowUs: number): void {
    const periods = Math.floor((nowUs - this.#periodUs) / SECOND);
    if (periods <= 0) return;
    this.#before = periods === 1 ? this.#now : 0;
    this.#now = 0;
    this.#periodUs += periods * SECOND;
  }
}

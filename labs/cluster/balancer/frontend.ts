import type { Proxy } from './configuration.ts';
import { Rate, Tally } from './tally.ts';

/** What takes connections, and what was counted of them. */
export class Frontend {
  readonly proxy: Proxy;
  readonly tally = new Tally();
  /** Requests that HAProxy itself has answered, and with which status how many. */
  readonly requests = new Rate();
  readonly statuses = new Map<number, number>();

  constructor(proxy: Proxy) {
    this.proxy = proxy;
  }

  /** How many requests HAProxy itself has answered. */
  get answers(): number {
    return [...this.statuses.values()].reduce((sum, count) => sum + count, 0);
  }

  noteAnswer(status: number, nowUs: number): void {
    this.requests.add(nowUs);
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
  }
}

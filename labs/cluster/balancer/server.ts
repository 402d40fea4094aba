import type { ServerConfig } from './configuration.ts';

/** A change of a server's state, for the log. */
export type Transition = 'UP' | 'DOWN';

/**
 * One server as a worker sees it: up or down, and how far from the other.
 *
 * At the start a server is up, but the first failure takes it down; later it takes `fall` in a row,
 * and `rise` successes to come up again.
 *
 * Source: HAProxy 2.6 src/check.c `check_notify_failure`, `check_notify_success`
 */
export class Server {
  readonly config: ServerConfig;
  /** How many connections it has now. */
  sessions = 0;
  lastCheck = '';
  #health: number;

  constructor(config: ServerConfig) {
    this.config = config;
    this.#health = config.rise;
  }

  get isUp(): boolean {
    return !this.config.isChecked || this.#health >= this.config.rise;
  }

  /** How many failures in a row would take it down, or how many successes up. */
  get checksLeft(): number {
    const { rise } = this.config;
    return this.isUp ? this.#health - rise + 1 : rise - this.#health;
  }

  /** Takes a check's result. Shape: the change that it made, if any */
  take(isPassed: boolean): Transition | undefined {
    const { rise, fall } = this.config;
    const wasUp = this.isUp;
    if (isPassed) {
      this.#health++;
      if (this.#health >= rise) this.#health = rise + fall - 1;
    } else this.#health = this.#health > rise ? this.#health - 1 : 0;
    if (this.isUp === wasUp) return undefined;
    return this.isUp ? 'UP' : 'DOWN';
  }
}

import type { ServerConfig } from './configuration.ts';

/**
 * One server as a worker sees it: up or down, and how far from the other.
 *
 * At the start a server counts as up, but the first failure takes it down; later it takes `fall` in
 * a row, and `rise` successes to come up again.
 *
 * Source: HAProxy 2.6 src/check.c `check_notify_failure`, `check_notify_success`
 */
export class Server {
  readonly config: ServerConfig;
  /** What ends each connection that it has now. */
  readonly sessions = new Set<() => void>();
  lastCheck = '';
  /** Its place in the round: see `Backend.choose`. */
  turn = 0;
  #health: number;

  constructor(config: ServerConfig) {
    this.config = config;
    this.#health = config.rise;
  }

  get isUp(): boolean {
    const { isChecked, isDisabled, rise } = this.config;
    return !isDisabled && (!isChecked || this.#health >= rise);
  }

  /** How many failures in a row would take it down, or how many successes up. */
  get checksLeft(): number {
    const { rise } = this.config;
    return this.isUp ? this.#health - rise + 1 : rise - this.#health;
  }

  /** How it stands, as the log has it: `3/3 UP`, `1/2 DOWN`. */
  get standing(): string {
    const { rise, fall } = this.config;
    if (!this.isUp) return `${this.#health}/${rise} DOWN`;
    return `${this.#health - rise + 1}/${fall} UP`;
  }

  /** How long after a check the next one comes. Source: src/check.c `srv_getinter` */
  get pauseUs(): number {
    const { rise, fall, interUs, fastInterUs, downInterUs } = this.config;
    if (this.#health === rise + fall - 1) return interUs;
    return (this.#health === 0 ? downInterUs : fastInterUs) ?? interUs;
  }

  /** Takes a check's result. Shape: whether anything is other than before, and up or down is. */
  take(isPassed: boolean): { readonly isNews: boolean; readonly isTurn: boolean } {
    const { rise, fall } = this.config;
    const wasUp = this.isUp;
    const before = this.#health;
    if (isPassed) {
      this.#health = Math.min(before + 1, rise + fall - 1);
      if (this.#health >= rise) this.#health = rise + fall - 1;
    } else {
      this.#health = before > rise ? before - 1 : 0;
    }
    return { isNews: this.#health !== before, isTurn: this.isUp !== wasUp };
  }
}

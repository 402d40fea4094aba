import type { ServerConfig } from './configuration.ts';
import { formatResult, type CheckResult } from './health-check.ts';
import { Tally } from './tally.ts';
import { Uptime } from './uptime.ts';

/** What an administrator wants of a server. */
export type AdminState = 'ready' | 'drain' | 'maint';

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
  readonly tally = new Tally();
  readonly uptime: Uptime;
  lastResult: CheckResult | undefined;
  /** Failures while it was up. */
  failedChecks = 0;
  /** How often it was chosen. */
  turns = 0;
  /** Its place in the round: see `Backend.choose`. */
  turn = 0;
  #health: number;
  #admin: AdminState;

  constructor(config: ServerConfig, nowUs: number) {
    this.config = config;
    this.#health = config.rise;
    this.#admin = config.isDisabled ? 'maint' : 'ready';
    this.uptime = new Uptime(!config.isDisabled, nowUs);
  }

  get admin(): AdminState {
    return this.#admin;
  }

  /** What comes back from maintenance counts as up and must still prove it. */
  setAdmin(state: AdminState, nowUs: number): void {
    if (this.#admin === 'maint') this.#health = this.config.rise;
    this.#admin = state;
    this.uptime.turn(this.isUp, nowUs);
  }

  get isUp(): boolean {
    return this.#admin !== 'maint' && (!this.config.isChecked || this.#health >= this.config.rise);
  }

  /** Takes new connections. */
  get isUsable(): boolean {
    return this.#admin === 'ready' && this.isUp && this.config.weight > 0;
  }

  /** From 0 up to `rise` − 1 it is down, above that up. */
  get health(): number {
    return this.#health;
  }

  get lastCheck(): string {
    return this.lastResult === undefined ? '' : formatResult(this.lastResult);
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
  take(result: CheckResult, nowUs: number): { readonly isNews: boolean; readonly isTurn: boolean } {
    this.lastResult = result;
    const { rise, fall } = this.config;
    const wasUp = this.isUp;
    const before = this.#health;
    if (result.isPassed) {
      this.#health = Math.min(before + 1, rise + fall - 1);
      if (this.#health >= rise) this.#health = rise + fall - 1;
    } else {
      if (before >= rise) this.failedChecks++;
      this.#health = before > rise ? before - 1 : 0;
    }
    const isTurn = this.isUp !== wasUp;
    if (isTurn) this.uptime.turn(this.isUp, nowUs);
    return { isNews: this.#health !== before, isTurn };
  }
}

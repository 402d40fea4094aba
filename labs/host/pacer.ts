import { MILLISECOND } from '../cluster/kernel/index.ts';
import type { Session } from './session.ts';

/** The longest that a host works without letting its page, or its process, do anything else. */
const SLICE_MS = 8;
/** How many kernel steps pass between two looks at the clock. */
const STEPS_PER_LOOK = 200;
/** How far virtual time may lag before it gives the lost time up, at any speed. */
const LAG_MS = 250;
/** How often an idle lab is brought up to date, and how often while somebody types. */
const IDLE_TICK_MS = 50;
const BUSY_TICK_MS = 12;
/** For how long after a key the lab counts as typed at. */
const TYPING_MS = 1_500;

/** A host's own clock and timers. Units: milliseconds. */
export interface HostClock {
  now(): number;
  /** Calls back after about `ms`; the pacer asks for one at a time. */
  later(run: () => void, ms: number): void;
}

/**
 * Lets a session's virtual time follow the wall clock, times a speed, in short slices.
 *
 * Keeps:   no slice is longer than `SLICE_MS` by more than `STEPS_PER_LOOK` steps
 */
export class Pacer {
  readonly #session: Session;
  readonly #clock: HostClock;
  readonly #afterSlice: () => void;
  #speed: number;
  #lastMs: number;
  #typedMs = -TYPING_MS;
  /** The virtual time to reach; fractions wait for the next tick. */
  #targetUs: number;
  #skipToUs = 0;
  #isStopped = false;
  #isArmed = false;

  /** Units: `speed` in virtual seconds per second; 0 is paused. */
  constructor(session: Session, clock: HostClock, speed: number, afterSlice: () => void) {
    this.#session = session;
    this.#clock = clock;
    this.#speed = speed;
    this.#afterSlice = afterSlice;
    this.#lastMs = clock.now();
    this.#targetUs = session.nowUs;
    this.#arm(0);
  }

  get speed(): number {
    return this.#speed;
  }

  /** True while virtual time is behind where it should be. */
  get isBusy(): boolean {
    return this.#session.nowUs < Math.floor(Math.max(this.#targetUs, this.#skipToUs));
  }

  /** What a skip still has to pass. Units: microseconds of virtual time. */
  get skipUs(): number {
    return Math.max(0, this.#skipToUs - this.#session.nowUs);
  }

  /** Units: virtual seconds per second; 0 pauses. */
  setSpeed(speed: number): void {
    this.#follow();
    this.#speed = speed;
    if (speed === 0) this.#targetUs = this.#session.nowUs;
    this.#arm(0);
  }

  /** Units: microseconds of virtual time. */
  skip(byUs: number): void {
    this.#skipToUs = Math.max(this.#skipToUs, this.#session.nowUs) + byUs;
    this.#arm(0);
  }

  /** Somebody typed: what the keys start should show soon. */
  hurry(): void {
    this.#typedMs = this.#clock.now();
    this.#afterSlice();
    this.#arm(0);
  }

  stop(): void {
    this.#isStopped = true;
  }

  #arm(ms: number): void {
    if (this.#isArmed || this.#isStopped) return;
    this.#isArmed = true;
    this.#clock.later(() => this.#tick(), ms);
  }

  #tick(): void {
    this.#isArmed = false;
    if (this.#isStopped) return;
    this.#follow();
    this.#slice();
    this.#afterSlice();
    if (this.#isStopped) return;
    const isTyping = this.#clock.now() - this.#typedMs < TYPING_MS;
    if (this.isBusy) this.#arm(0);
    else if (this.#speed > 0) this.#arm(isTyping ? BUSY_TICK_MS : IDLE_TICK_MS);
    // Paused, but somebody just did something: what is reported at intervals is still to come.
    else if (isTyping) this.#arm(IDLE_TICK_MS);
  }

  /** Moves the target on by what the wall clock has done since the last look. */
  #follow(): void {
    const nowMs = this.#clock.now();
    const passedMs = Math.max(0, nowMs - this.#lastMs);
    this.#lastMs = nowMs;
    const speedUs = this.#speed * MILLISECOND;
    const baseUs = Math.max(this.#targetUs, this.#session.nowUs);
    this.#targetUs = Math.min(baseUs + passedMs * speedUs, this.#session.nowUs + LAG_MS * speedUs);
  }

  #slice(): void {
    const endMs = this.#clock.now() + SLICE_MS;
    const untilUs = Math.floor(Math.max(this.#targetUs, this.#skipToUs));
    // Paused, a lab stands still to the step: another host may go on from there.
    const isStill = this.#speed === 0 && !this.isBusy;
    while (!this.#session.advance(untilUs, isStill ? 0 : STEPS_PER_LOOK)) {
      if (isStill || this.#clock.now() >= endMs) return;
    }
  }
}

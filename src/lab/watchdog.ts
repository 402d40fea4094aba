/** After so many silent seconds the lab is asked for a sign of life. */
const PROBE_AFTER_SECONDS = 5;
/** And after so many it is given up. */
const GIVE_UP_AFTER_SECONDS = 10;

/**
 * Notices a lab that no longer answers. It counts its own ticks instead of reading a clock: a
 * laptop that slept for an hour adds one tick, and gives nobody up.
 */
export class Watchdog {
  readonly #probe: () => void;
  readonly #giveUp: () => void;
  #timer: ReturnType<typeof setInterval> | undefined;
  #silentSeconds = 0;
  #isWaiting = false;

  constructor(probe: () => void, giveUp: () => void) {
    this.#probe = probe;
    this.#giveUp = giveUp;
  }

  /** Something was asked: from now on an answer is due. */
  expect(): void {
    this.#isWaiting = true;
    this.#timer ??= setInterval(() => this.#tick(), 1_000);
  }

  /** Something was heard: all is well until the next question. */
  heard(): void {
    this.#isWaiting = false;
    this.#silentSeconds = 0;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.heard();
  }

  #tick(): void {
    if (!this.#isWaiting) return;
    this.#silentSeconds++;
    if (this.#silentSeconds === PROBE_AFTER_SECONDS) this.#probe();
    if (this.#silentSeconds < GIVE_UP_AFTER_SECONDS) return;
    this.stop();
    this.#giveUp();
  }
}

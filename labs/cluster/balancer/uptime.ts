/** Whether something is up, since when, and how long it was down in all. */
export class Uptime {
  isUp: boolean;
  changedUs: number;
  /** How often it went down. */
  falls = 0;
  #downUs = 0;

  constructor(isUp: boolean, nowUs: number) {
    this.isUp = isUp;
    this.changedUs = nowUs;
  }

  /** It is up or down from now on; what is as it was counts as a change too. */
  turn(isUp: boolean, nowUs: number): void {
    if (!this.isUp) this.#downUs += nowUs - this.changedUs;
    if (this.isUp && !isUp) this.falls++;
    this.isUp = isUp;
    this.changedUs = nowUs;
  }

  downUs(nowUs: number): number {
    return this.#downUs + (this.isUp ? 0 : nowUs - this.changedUs);
  }
}

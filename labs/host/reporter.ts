import type { Pacer } from './pacer.ts';
import type { LabReply } from './protocol.ts';
import type { Session } from './session.ts';

/** A picture needs no more than about this many snapshots. Units: milliseconds between two. */
const SNAPSHOT_MS = 100;
/** How often the steps are checked while nothing is typed. Units: milliseconds. */
const CHECK_MS = 250;

/**
 * Tells a page what is new in its lab: output at once, snapshots and steps at their own pace, and
 * nothing twice.
 */
export class Reporter {
  /** Whether anybody looks at the picture. */
  isWatched = true;
  readonly #session: Session;
  readonly #now: () => number;
  readonly #reply: (reply: LabReply) => void;
  #snapshotMs = -SNAPSHOT_MS;
  #checkMs = -CHECK_MS;
  /** What was last said of each kind. */
  readonly #said = new Map<string, string>();

  /** Units: `now` in milliseconds of the host's own clock. */
  constructor(session: Session, now: () => number, reply: (reply: LabReply) => void) {
    this.#session = session;
    this.#now = now;
    this.#reply = reply;
  }

  /** Says what was printed. Errors: throws where a program of the lab has a bug. */
  reportOutput(): void {
    const session = this.#session;
    const panic = session.cluster.kernel.panics[0];
    if (panic) throw new Error(`${panic.process}: ${String(panic.error)}`);
    for (const terminal of session.cluster.consoles.keys()) {
      const text = session.takeOutput(terminal);
      if (text !== '') this.#reply({ type: 'output', terminal, text });
    }
  }

  /** Says all that is new. Errors: as `reportOutput` */
  report(pacer: Pacer | undefined): void {
    const session = this.#session;
    this.reportOutput();
    for (const piece of session.takeHttp()) this.#reply({ type: 'http', piece });
    const nowMs = this.#now();
    if (nowMs - this.#checkMs >= CHECK_MS) {
      this.#checkMs = nowMs;
      const steps = session.checkSteps();
      this.#sayNews('steps', JSON.stringify(steps), { type: 'steps', steps });
    }
    if (this.isWatched && nowMs - this.#snapshotMs >= SNAPSHOT_MS) {
      this.#snapshotMs = nowMs;
      this.#reportPicture();
    }
    if (pacer) this.#reportClock(pacer);
  }

  #reportPicture(): void {
    const snapshot = this.#session.takeSnapshot();
    const traffic = this.#session.takeTraffic();
    const news = JSON.stringify({ ...snapshot, atUs: 0 });
    if (traffic.length > 0) this.#said.delete('snapshot');
    this.#sayNews('snapshot', news, { type: 'snapshot', snapshot, traffic });
  }

  #reportClock({ speed, isBusy }: Pacer): void {
    const { nowUs } = this.#session;
    const waiting = speed === 0 ? this.#waitingCommand() : undefined;
    const clock = { nowUs, speed, isBusy, ...(waiting && { waiting }) };
    const tenths = Math.floor(nowUs / 100_000);
    const news = JSON.stringify({ ...clock, nowUs: tenths });
    this.#sayNews('clock', news, { type: 'clock', clock });
  }

  #waitingCommand(): string | undefined {
    for (const terminal of this.#session.cluster.consoles.keys()) {
      const command = this.#session.foreground(terminal);
      if (command !== undefined) return command;
    }
    return undefined;
  }

  #sayNews(kind: string, news: string, reply: LabReply): void {
    if (this.#said.get(kind) === news) return;
    this.#said.set(kind, news);
    this.#reply(reply);
  }
}

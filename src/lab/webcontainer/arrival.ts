import {
  PROTOCOL_VERSION,
  type LabConnection,
  type LabHost,
  type LabReply,
  type Recording,
} from '../../../labs/host/protocol.ts';
import { within } from './within.ts';

/** How long a lab may take to boot, or to repeat what was done: hours of virtual time. */
const PATIENCE_MS = 60_000;

/** What a terminal obeys: an empty screen, and nothing to scroll back to. */
const CLEAR = '\x1b[2J\x1b[3J\x1b[H';

/**
 * A lab on its way: it starts in another host, time standing still, and repeats what the lab that
 * a reader sees has done. What it says meanwhile the reader knows already.
 *
 * Errors:  what it promises is rejected where the host fails, in the host's words
 */
export class Arrival {
  readonly connection: LabConnection;
  readonly #failed: Promise<never>;
  #fail: (error: Error) => void = () => undefined;
  /** The latest of each kind: said once more to whoever takes over. */
  readonly #latest = new Map<LabReply['type'], LabReply>();
  readonly #printed = new Map<string, string>();
  readonly #onPicture: ((reply: LabReply) => void) | undefined;
  #waiting: ((reply: LabReply) => void) | undefined;
  #pass: ((reply: LabReply) => void) | undefined;

  /** Shape: `onPicture` hears the snapshots that pass while the lab repeats what was done */
  constructor(host: LabHost, onPicture?: (reply: LabReply) => void) {
    this.#onPicture = onPicture;
    this.#failed = new Promise((_, reject) => {
      this.#fail = reject;
    });
    this.#failed.catch(() => undefined);
    this.connection = host((reply) => this.#hear(reply));
  }

  /** Boots the lab. */
  async open(lesson: string, seed: string): Promise<void> {
    const isReady = (reply: LabReply): boolean => reply.type === 'boot' && reply.state === 'ready';
    const ready = this.#next(isReady);
    this.connection.send({ type: 'open', lesson, seed, speed: 0 });
    await ready;
  }

  /** Repeats what another lab has done. Errors: rejects where this one comes to another end */
  async replay(recording: Recording): Promise<void> {
    const answer = this.#next((reply) => reply.type === 'record');
    this.connection.send({ type: 'replay', recording });
    const there = (await answer) as Extract<LabReply, { type: 'record' }>;
    if (there.traceHash !== recording.traceHash) {
      throw new Error('The lab came to another state than the one that it should repeat.');
    }
  }

  /** Says to `pass` what it has to know, and all that comes from now on. */
  handOver(pass: (reply: LabReply) => void): void {
    for (const reply of this.#latest.values()) pass(reply);
    this.#pass = pass;
  }

  /** What its terminals have printed, as a reader has to see it who saw something else before. */
  get screens(): readonly LabReply[] {
    return [...this.#printed].map(([terminal, text]) => ({
      type: 'output',
      terminal,
      text: CLEAR + text,
    }));
  }

  #hear(reply: LabReply): void {
    if (this.#pass) {
      this.#pass(reply);
      return;
    }
    if (reply.type === 'crash') this.#fail(new Error(reply.message));
    if (reply.type === 'hello' && reply.version !== PROTOCOL_VERSION) {
      this.#fail(new Error('The page and the lab are of different versions.'));
    }
    if (reply.type === 'steps' || reply.type === 'snapshot' || reply.type === 'clock') {
      this.#latest.set(reply.type, reply);
    }
    if (reply.type === 'snapshot') this.#onPicture?.(reply);
    if (reply.type === 'output') {
      const before = this.#printed.get(reply.terminal) ?? '';
      this.#printed.set(reply.terminal, before + reply.text);
    }
    this.#waiting?.(reply);
  }

  #next(isWanted: (reply: LabReply) => boolean): Promise<LabReply> {
    const next = new Promise<LabReply>((resolve) => {
      this.#waiting = (reply) => {
        if (isWanted(reply)) resolve(reply);
      };
    });
    const tooLong = 'The lab did not come to where it should be within a minute.';
    return within(PATIENCE_MS, tooLong, Promise.race([next, this.#failed]));
  }
}

import type { LabRequest, Recording } from '../../../labs/host/protocol.ts';
import type { Relay } from '../relay.ts';

/** How often the lab is asked what it has become: what is lost with it is not older. */
const BEAT_MS = 2_000;
/** After so many beats without an answer it is given up. */
const SILENT_BEATS_MAX = 4;

/**
 * Keeps the record of a lab that may vanish with the machine it runs on, and notices when it does:
 * asking for what is new is the pulse.
 *
 * It counts its own beats instead of reading a clock: a laptop that slept gives nobody up.
 */
export class Keeper {
  readonly #relay: Relay;
  readonly #onSilent: () => void;
  readonly #timer: ReturnType<typeof setInterval>;
  #recording: Recording | undefined;
  /** What was asked since. */
  #recent: LabRequest[] = [];
  #silentBeats = 0;
  #isAsking = false;

  constructor(relay: Relay, recording: Recording, onSilent: () => void) {
    this.#relay = relay;
    this.#recording = recording;
    this.#onSilent = onSilent;
    relay.onChange = (request) => this.#recent.push(request);
    relay.onOpen = () => {
      this.#recording = undefined;
      this.#recent = [];
      this.#isAsking = false;
    };
    this.#timer = setInterval(() => this.#beat(), BEAT_MS);
  }

  /** Undefined where the lab has just been started over. */
  get recording(): Recording | undefined {
    return this.#recording;
  }

  /** What was asked after it. */
  get recent(): readonly LabRequest[] {
    return this.#recent;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#relay.onChange = this.#relay.onOpen = undefined;
  }

  #beat(): void {
    if (!this.#isAsking) {
      this.#isAsking = true;
      // A lab that is gone says so elsewhere.
      this.#ask().catch(() => undefined);
      return;
    }
    this.#silentBeats++;
    if (this.#silentBeats < SILENT_BEATS_MAX) return;
    this.stop();
    this.#onSilent();
  }

  async #ask(): Promise<void> {
    const { run } = this.#relay;
    const { record = [] } = this.#recording ?? {};
    const asked = this.#recent.length;
    const news = await this.#relay.record(record.length);
    if (run !== this.#relay.run) return;
    this.#recording = { ...news, since: 0, record: [...record, ...news.record] };
    this.#recent = this.#recent.slice(asked);
    this.#silentBeats = 0;
    this.#isAsking = false;
  }
}

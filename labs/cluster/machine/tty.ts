import {
  Condition,
  Stream,
  wait,
  type Host,
  type StreamError,
  type Task,
  type Terminal,
  type Wait,
  type WindowSize,
} from '../kernel/index.ts';
import { LineDiscipline } from './line-discipline.ts';

/** How much output may wait to be shown; then writers wait. Units: characters. */
export const TTY_OUTPUT_CAPACITY = 1_048_576;

/**
 * A terminal: what lies between somebody who types and the programs that read and write.
 *
 * The slave side is the stream that programs hold. The master side (`input`, `takeOutput`,
 * `resize`, `hangUp`) belongs to whoever shows the terminal: the page for a console, sshd for a
 * login over the network. Typing costs no virtual time.
 *
 * Keeps:   a lone line feed becomes CR LF in both modes, so that a job in the background stays
 *          readable while an editor has the terminal raw; a line feed after CR is left as it is
 * Differs: no flow control (^S, ^Q), and a job in the background may read
 */
export class Tty extends Stream implements Terminal {
  /** `tty1` for the console, `pts/0` for a login from elsewhere: what `ps` shows. */
  readonly name: string;
  foregroundGroup = 0;
  /** The group of the login shell: it is told when the terminal goes away. */
  sessionGroup = 0;
  #mode: 'raw' | 'cooked' = 'cooked';
  #size: WindowSize;
  readonly #host: Host;
  readonly #keys = new LineDiscipline();
  readonly #keysChanged = new Condition();
  readonly #resized = new Condition();
  readonly #outputChanged = new Condition();
  readonly #room = new Condition();
  #output: string[] = [];
  #outputLength = 0;
  #endsInReturn = false;
  #isHungUp = false;

  constructor(host: Host, size: WindowSize, name = 'tty1') {
    super();
    this.#host = host;
    this.#size = size;
    this.name = name;
  }

  override get terminal(): Terminal {
    return this;
  }

  get size(): WindowSize {
    return this.#size;
  }

  get resized(): Wait<void> {
    return this.#resized.changed;
  }

  get mode(): 'raw' | 'cooked' {
    return this.#mode;
  }

  set mode(mode: 'raw' | 'cooked') {
    if (mode === this.#mode) return;
    this.#mode = mode;
    this.#keys.handOver();
    this.#keysChanged.notify();
  }

  /** True once nobody shows the terminal any more. */
  get isHungUp(): boolean {
    return this.#isHungUp;
  }

  override *read(): Task<string> {
    for (;;) {
      if (this.#isHungUp) return '';
      const text = this.#keys.take(this.#mode);
      if (text !== undefined) return text;
      yield* wait(this.#keysChanged.changed);
    }
  }

  override *write(text: string): Task<StreamError | undefined> {
    while (!this.#isHungUp && !this.hasRoom) yield* wait(this.#room.changed);
    if (this.#isHungUp) return 'EIO';
    this.#show(text);
    return undefined;
  }

  /** Keys that were pressed, as a terminal sends them: `\r` for Enter, `\u0003` for ^C. */
  input(text: string): void {
    if (this.#isHungUp || text === '') return;
    if (this.#mode === 'raw') {
      this.#keys.pressRaw(text);
      this.#keysChanged.notify();
      return;
    }
    for (const key of text) {
      const { echo, signal } = this.#keys.press(key);
      this.#show(echo);
      if (signal !== undefined) this.#host.signalGroup(this.foregroundGroup, signal);
    }
    this.#keysChanged.notify();
  }

  retype(keys: string): void {
    this.input(keys);
  }

  resize(size: WindowSize): void {
    if (size.columns === this.#size.columns && size.rows === this.#size.rows) return;
    this.#size = size;
    this.#resized.notify();
    this.#host.signalGroup(this.foregroundGroup, 'SIGWINCH');
  }

  /** Takes what is to be shown; '' where nothing is. */
  takeOutput(): string {
    const text = this.#output.join('');
    this.#output = [];
    this.#outputLength = 0;
    this.#room.notify();
    return text;
  }

  /** False where a writer has to wait until something was taken. */
  protected get hasRoom(): boolean {
    return this.#outputLength < TTY_OUTPUT_CAPACITY;
  }

  /** Forgets the oldest of what waits to be shown, where it is more than `limit` characters. */
  protected forgetBeyond(limit: number): void {
    if (this.#outputLength <= limit) return;
    const kept = this.#output.join('').slice(-limit / 2);
    this.#output = [kept];
    this.#outputLength = kept.length;
  }

  /** Wakes when there is something to show; at once where there is already. */
  readonly outputChanged: Wait<void> = {
    arm: (wake, timers) => {
      if (this.#outputLength === 0 && !this.#isHungUp) {
        return this.#outputChanged.changed.arm(wake, timers);
      }
      wake(undefined);
      return () => undefined;
    },
  };

  /** Says something on the screen that no program wrote: a boot message. */
  announce(text: string): void {
    this.#show(text);
  }

  /** Whoever showed the terminal is gone: readers get the end of the file, the session SIGHUP. */
  hangUp(): void {
    if (this.#isHungUp) return;
    this.#isHungUp = true;
    for (const group of new Set([this.sessionGroup, this.foregroundGroup])) {
      this.#host.signalGroup(group, 'SIGHUP');
      this.#host.signalGroup(group, 'SIGCONT');
    }
    for (const condition of [this.#keysChanged, this.#outputChanged, this.#room]) {
      condition.notify();
    }
  }

  /** Back to how a terminal is when a login begins: cooked, nothing typed. */
  reset(): void {
    this.#keys.flush();
    this.#mode = 'cooked';
  }

  #show(text: string): void {
    if (text === '') return;
    const lead = this.#endsInReturn ? '\r' : '';
    const shown = (lead + text).replace(/\r?\n/g, '\r\n').slice(lead.length);
    this.#endsInReturn = shown.endsWith('\r');
    this.#output.push(shown);
    this.#outputLength += shown.length;
    this.#outputChanged.notify();
  }
}

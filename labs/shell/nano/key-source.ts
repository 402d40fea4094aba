import { select, type Process, type Task, type Terminal } from '../../cluster/kernel/index.ts';
import { KeyReader, type Key } from '../editor/keys.ts';

/** The keys that are pressed, one after the other. */
export class KeySource {
  readonly #process: Process;
  readonly #terminal: Terminal;
  readonly #reader = new KeyReader();
  #isOver = false;

  constructor(process: Process, terminal: Terminal) {
    this.#process = process;
    this.#terminal = terminal;
  }

  /** What was typed and not read: the shell's. */
  get rest(): string {
    return this.#reader.takeRest();
  }

  /**
   * Waits for a key. Shape: undefined where the terminal is gone; `resize` where its size changed
   */
  *next(): Task<Key | undefined> {
    for (;;) {
      const key = this.#reader.next();
      if (key !== undefined) return key;
      if (this.#isOver) return undefined;
      const read = this.#process.go(this.#fill());
      const first = yield* select({ read: read.done, resized: this.#terminal.resized });
      if (first.which === 'resized') {
        read.cancel();
        return { kind: 'key', name: '^L' };
      }
    }
  }

  *#fill(): Task<void> {
    const chunk = yield* this.#process.read();
    if (chunk === '') this.#isOver = true;
    else this.#reader.push(chunk);
  }
}

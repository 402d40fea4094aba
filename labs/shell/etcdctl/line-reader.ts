import type { Process, Task } from '../../cluster/kernel/index.ts';

/** Standard input, a line at a time; a last line without its end is none. */
export class LineReader {
  readonly #process: Process;
  #rest = '';

  constructor(process: Process) {
    this.#process = process;
  }

  *next(): Task<string | undefined> {
    for (;;) {
      const end = this.#rest.indexOf('\n');
      if (end >= 0) {
        const line = this.#rest.slice(0, end);
        this.#rest = this.#rest.slice(end + 1);
        return line;
      }
      const text = yield* this.#process.read();
      if (text === '') return undefined;
      this.#rest += text;
    }
  }
}

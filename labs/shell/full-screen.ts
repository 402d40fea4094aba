import type { Process, Task, WindowSize } from '../cluster/kernel/index.ts';

/** What a terminal is taken to be where there is none. */
const FALLBACK: WindowSize = { columns: 80, rows: 24 };

const ENTER = '\u001b[?1049h\u001b[H\u001b[2J';
const LEAVE = '\u001b[?1049l';

/**
 * The whole terminal as lines, for programs that draw: it goes to the second screen, so that what
 * stood there before comes back at the end, and sends only the lines that have changed.
 *
 * Shape:   a line is no wider than the terminal and may hold colour sequences; `reversed` makes one
 */
export class FullScreen {
  readonly #process: Process;
  #shown: string[] = [];
  #size: WindowSize = FALLBACK;

  constructor(process: Process) {
    this.#process = process;
  }

  get size(): WindowSize {
    return this.#process.streams[1]?.terminal?.size ?? FALLBACK;
  }

  open(): Task<void> {
    return this.#process.print(ENTER);
  }

  close(): Task<void> {
    return this.#process.print(LEAVE);
  }

  /** Shows lines from the top; the cursor then stands where it is said. */
  *paint(
    lines: readonly string[],
    cursor?: { readonly row: number; readonly column: number },
  ): Task<void> {
    const { columns, rows } = this.size;
    let out = '';
    if (columns !== this.#size.columns || rows !== this.#size.rows) {
      this.#size = this.size;
      this.#shown = [];
      out += '\u001b[2J';
    }
    for (let row = 0; row < rows; row++) {
      const line = lines[row] ?? '';
      if (line === (this.#shown[row] ?? '')) continue;
      out += `\u001b[${row + 1};1H${line}\u001b[K`;
      this.#shown[row] = line;
    }
    const { column, row } = cursor ?? { column: columns - 1, row: rows - 1 };
    yield* this.#process.print(`${out}\u001b[${row + 1};${column + 1}H`);
  }
}

export function reversed(text: string): string {
  return text === '' ? '' : `\u001b[7m${text}\u001b[m`;
}

/**
 * How many lines a shell remembers: bash's default for HISTSIZE is 500, Debian's for users 1,000.
 */
export const HISTORY_CAPACITY = 1_000;

/** The lines that were typed at a shell, oldest first. */
export class History {
  readonly #lines: string[] = [];
  /** The number of the oldest line that is kept, as `history` prints it. */
  #first = 1;

  get lines(): readonly string[] {
    return this.#lines;
  }

  get firstNumber(): number {
    return this.#first;
  }

  add(line: string): void {
    if (line.trim() === '') return;
    this.#lines.push(line);
    if (this.#lines.length > HISTORY_CAPACITY) {
      this.#lines.shift();
      this.#first++;
    }
  }

  clear(): void {
    this.#lines.length = 0;
    this.#first = 1;
  }
}

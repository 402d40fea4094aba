/** A place in the text: lines and characters from 0. */
export interface Spot {
  readonly line: number;
  readonly column: number;
}

/**
 * The text that is edited, as lines, and where the cursor stands in it.
 *
 * Keeps:   there is always a line; the cursor is in the text
 * Units:   columns in UTF-16 code units
 */
export class TextBuffer {
  readonly lines: string[];
  isModified = false;
  line = 0;
  column = 0;
  #wanted: number | undefined;
  #cut = '';
  #wasCutting = false;

  /** A last line feed ends the last line; it does not begin another one. */
  constructor(text: string) {
    this.lines = text.replace(/\n$/, '').split('\n');
  }

  get text(): string {
    const text = this.lines.join('\n');
    return text === '' ? '' : `${text}\n`;
  }

  get current(): string {
    return this.lines[this.line]!;
  }

  /** Goes somewhere, or as near to it as there is text. */
  moveTo(line: number, column: number): void {
    this.#wanted = undefined;
    this.#wasCutting = false;
    this.line = Math.max(0, Math.min(line, this.lines.length - 1));
    this.column = Math.max(0, Math.min(column, this.current.length));
  }

  /** Up or down, towards the column where the way began. */
  moveBy(lines: number): void {
    const wanted = this.#wanted ?? this.column;
    this.moveTo(this.line + lines, wanted);
    this.#wanted = wanted;
  }

  left(): void {
    if (this.column > 0) this.moveTo(this.line, this.column - 1);
    else if (this.line > 0) this.moveTo(this.line - 1, this.lines[this.line - 1]!.length);
  }

  right(): void {
    if (this.column < this.current.length) this.moveTo(this.line, this.column + 1);
    else if (this.line < this.lines.length - 1) this.moveTo(this.line + 1, 0);
  }

  /** Puts text in at the cursor, which then stands behind it. */
  insert(text: string): void {
    const [before, after] = [this.current.slice(0, this.column), this.current.slice(this.column)];
    const pieces = text.split('\n');
    const last = pieces.at(-1)!;
    const lines =
      pieces.length === 1
        ? [before + text + after]
        : [before + pieces[0]!, ...pieces.slice(1, -1), last + after];
    this.lines.splice(this.line, 1, ...lines);
    const column = pieces.length === 1 ? this.column + text.length : last.length;
    this.isModified = true;
    this.moveTo(this.line + pieces.length - 1, column);
  }

  /** Takes away the character at the cursor, or the end of its line. */
  deleteNext(): void {
    const isAtEnd = this.column === this.current.length;
    if (isAtEnd && this.line === this.lines.length - 1) return;
    const rest = isAtEnd
      ? this.lines.splice(this.line + 1, 1)[0]!
      : this.current.slice(this.column + 1);
    this.lines[this.line] = this.current.slice(0, this.column) + rest;
    this.isModified = true;
    this.moveTo(this.line, this.column);
  }

  deletePrevious(): void {
    if (this.line === 0 && this.column === 0) return;
    this.left();
    this.deleteNext();
  }

  /** Cuts a whole line; lines cut one after the other stay together. */
  cutLine(): void {
    const isLast = this.line === this.lines.length - 1;
    if (isLast && this.current === '') return;
    this.#cut = (this.#wasCutting ? this.#cut : '') + `${this.current}\n`;
    if (isLast) this.lines[this.line] = '';
    else this.lines.splice(this.line, 1);
    this.isModified = true;
    this.moveTo(this.line, 0);
    this.#wasCutting = true;
  }

  paste(): void {
    if (this.#cut !== '') this.insert(this.#cut);
  }

  /** Looks behind the cursor, and from the top again. Shape: undefined where there is none */
  find(wanted: string): (Spot & { readonly isWrapped: boolean }) | undefined {
    const lower = wanted.toLowerCase();
    for (let step = 0; step <= this.lines.length; step++) {
      const line = (this.line + step) % this.lines.length;
      const from = step === 0 ? this.column + 1 : 0;
      const column = this.lines[line]!.toLowerCase().indexOf(lower, from);
      if (column >= 0) return { line, column, isWrapped: this.line + step >= this.lines.length };
    }
    return undefined;
  }
}

/** A terminal's screen, small: what the editor's output looks like. */
import { charWidth } from '../../labs/shell/editor/width.ts';

export class Screen {
  columns: number;
  readonly rows: number;
  row = 0;
  column = 0;
  /** How often the bell rang. */
  bells = 0;
  isPasteBracketed = false;
  #lines: string[][] = [[]];
  #first: { lines: string[][]; row: number; column: number } = { lines: [[]], row: 0, column: 0 };

  constructor(columns: number, rows = 24) {
    this.columns = columns;
    this.rows = rows;
  }

  /** What stands on the screen, without the blanks at the ends. */
  get text(): string {
    const lines = this.#lines.map((line) =>
      Array.from(line, (cell) => cell ?? ' ')
        .join('')
        .trimEnd(),
    );
    return lines.join('\n').trimEnd();
  }

  get lastLine(): string {
    return this.text.split('\n').at(-1)!;
  }

  write(output: string): void {
    const pieces = output.matchAll(/\u001b\[([\d;?]*)([A-Za-z])|([^])/gu);
    for (const [, args = '', final, char] of pieces) {
      if (final !== undefined) this.#control(args, final);
      else this.#put(char!);
    }
  }

  #control(args: string, final: string): void {
    const count = Number(args || '1');
    if (final === 'A') this.row = Math.max(0, this.row - count);
    else if (final === 'B') this.row = Math.min(this.#lines.length - 1, this.row + count);
    else if (final === 'C') this.column = Math.min(this.columns - 1, this.column + count);
    else if (final === 'D')
      this.column = Math.max(0, Math.min(this.column, this.columns - 1) - count);
    else if (final === 'H') this.#goTo(args);
    else if (final === 'J') this.#erase(args);
    else if (final === 'K') this.#line().length = Math.min(this.#line().length, this.column);
    else if (args === '?1049') this.#swap(final === 'h');
    else if (args === '?2004') this.isPasteBracketed = final === 'h';
    else if (final !== 'm') throw new Error(`the screen does not know ESC[${args}${final}`);
  }

  #goTo(args: string): void {
    const [row = 1, column = 1] = args === '' ? [] : args.split(';').map(Number);
    this.#lines.push(...Array.from({ length: Math.max(0, row - this.#lines.length) }, () => []));
    [this.row, this.column] = [row - 1, column - 1];
  }

  /** The second screen, on which programs draw; the first one comes back as it was. */
  #swap(isSecond: boolean): void {
    if (isSecond) this.#first = { lines: this.#lines, row: this.row, column: this.column };
    this.#lines = isSecond ? [[]] : this.#first.lines;
    [this.row, this.column] = isSecond ? [0, 0] : [this.#first.row, this.#first.column];
  }

  #erase(args: string): void {
    if (args === '2' || args === '3') this.#lines = [[]];
    else {
      this.#line().length = Math.min(this.#line().length, this.column);
      this.#lines.length = this.row + 1;
    }
  }

  #line(): string[] {
    while (this.#lines.length <= this.row) this.#lines.push([]);
    return this.#lines[this.row]!;
  }

  #put(char: string): void {
    if (char === '\r') this.column = 0;
    else if (char === '\n') {
      this.row++;
      this.#line();
    } else if (char === '\b')
      this.column = Math.max(0, Math.min(this.column, this.columns - 1) - 1);
    else if (char === '\u0007') this.bells++;
    else this.#print(char);
  }

  #print(char: string): void {
    const width = charWidth(char);
    if (width === 0) {
      const line = this.#line();
      const at = line.findLastIndex((cell, index) => index < this.column && cell !== '');
      line[at] = (line[at] ?? '') + char;
      return;
    }
    if (this.column + width > this.columns) {
      this.row++;
      this.column = 0;
    }
    const line = this.#line();
    line[this.column] = char;
    if (width === 2) line[this.column + 1] = '';
    this.column += width;
  }
}

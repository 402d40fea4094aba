import { charWidth, textWidth } from '../editor/width.ts';
import type { TextBuffer } from './buffer.ts';

const TAB = 8;

/** What is seen of a text, and where the cursor is on the screen. */
export interface View {
  readonly lines: readonly string[];
  readonly row: number;
  readonly column: number;
}

/**
 * Lays a text out: a line that is too wide shows a part of itself, with `<` and `>` where it goes
 * on.
 *
 * Keeps:   the cursor is on the screen; the text scrolls by half a screen where it would leave it
 */
export class Viewport {
  #top = 0;

  show(buffer: TextBuffer, rows: number, columns: number): View {
    if (buffer.line < this.#top || buffer.line >= this.#top + rows) {
      this.#top = Math.max(0, buffer.line - Math.floor(rows / 2));
    }
    const before = textWidth(expand(buffer.current.slice(0, buffer.column)));
    const from = startOf(before, columns);
    const lines = buffer.lines
      .slice(this.#top, this.#top + rows)
      .map((line, at) => part(line, this.#top + at === buffer.line ? from : 0, columns));
    return { lines, row: buffer.line - this.#top, column: before - from };
  }
}

/** Where the visible part of a line begins, so that the cursor is in it. */
function startOf(cursor: number, columns: number): number {
  if (cursor < columns - 1) return 0;
  const step = columns - TAB;
  return Math.floor((cursor - TAB) / step) * step;
}

/** Tabs as blanks, control characters as `^X`. */
function expand(line: string): string {
  let out = '';
  for (const char of line) {
    if (char === '\t') out += ' '.repeat(TAB - (textWidth(out) % TAB));
    else if (char < ' ') out += `^${String.fromCharCode(char.charCodeAt(0) + 64)}`;
    else out += char;
  }
  return out;
}

function part(line: string, from: number, columns: number): string {
  const whole = expand(line);
  let [out, at] = ['', 0];
  for (const char of whole) {
    const width = charWidth(char);
    if (at >= from && at + width <= from + columns) out += char;
    at += width;
  }
  if (from > 0) out = `<${out.slice(1)}`;
  return at > from + columns ? `${out.slice(0, -1)}>` : out;
}

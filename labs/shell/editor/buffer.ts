import { splitClusters } from './cells.ts';

/** The line being edited: characters, a cursor between them, and what was cut last. */
export class EditBuffer {
  #chars: string[] = [];
  #cursor = 0;
  /** What ^Y brings back. */
  #killed = '';
  #isKilling = false;

  get text(): string {
    return this.#chars.join('');
  }

  get chars(): readonly string[] {
    return this.#chars;
  }

  get cursor(): number {
    return this.#cursor;
  }

  /** The text before the cursor. */
  get before(): string {
    return this.#chars.slice(0, this.#cursor).join('');
  }

  set(text: string): void {
    this.#chars = splitClusters(text);
    this.#cursor = this.#chars.length;
  }

  insert(text: string): void {
    const tail = this.#chars.slice(this.#cursor).join('');
    this.#chars = splitClusters(this.before + text + tail);
    this.#cursor = this.#chars.length - splitClusters(tail).length;
  }

  /** Puts `text` in place of the last `count` characters (UTF-16 units) before the cursor. */
  replaceBefore(count: number, text: string): void {
    const kept = this.before.slice(0, this.before.length - count);
    const tail = this.#chars.slice(this.#cursor);
    const head = splitClusters(kept + text);
    this.#chars = [...head, ...tail];
    this.#cursor = head.length;
  }

  moveTo(cursor: number): void {
    this.#cursor = Math.max(0, Math.min(cursor, this.#chars.length));
  }

  /** Removes from `from` to the cursor, or from the cursor to `from`. */
  deleteTo(from: number): string {
    const other = Math.max(0, Math.min(from, this.#chars.length));
    const [start, end] = [Math.min(other, this.#cursor), Math.max(other, this.#cursor)];
    this.#cursor = start;
    return this.#chars.splice(start, end - start).join('');
  }

  /** As `deleteTo`, and keeps it for ^Y; several in a row are kept together. */
  killTo(from: number, wasKilling: boolean): void {
    const isBackward = from < this.#cursor;
    const text = this.deleteTo(from);
    const before = wasKilling ? this.#killed : '';
    this.#killed = isBackward ? text + before : before + text;
    this.#isKilling = true;
  }

  yank(): void {
    this.insert(this.#killed);
  }

  /** True once after a kill: kills in a row gather their text. */
  takeKilling(): boolean {
    const isKilling = this.#isKilling;
    this.#isKilling = false;
    return isKilling;
  }

  /** ^T: swaps the characters around the cursor. */
  transpose(): void {
    const right = Math.min(this.#cursor, this.#chars.length - 1);
    if (right < 1) return;
    const [first, second] = [this.#chars[right - 1]!, this.#chars[right]!];
    this.#chars.splice(right - 1, 2, second, first);
    this.#cursor = right + 1;
  }

  /** Where the word before the cursor begins; a `word` is letters and digits, or all but blanks. */
  wordStart(isBlankSeparated: boolean): number {
    const isWord = wordTest(isBlankSeparated);
    let at = this.#cursor;
    while (at > 0 && !isWord(this.#chars[at - 1]!)) at--;
    while (at > 0 && isWord(this.#chars[at - 1]!)) at--;
    return at;
  }

  wordEnd(): number {
    const isWord = wordTest(false);
    let at = this.#cursor;
    while (at < this.#chars.length && !isWord(this.#chars[at]!)) at++;
    while (at < this.#chars.length && isWord(this.#chars[at]!)) at++;
    return at;
  }
}

function wordTest(isBlankSeparated: boolean): (char: string) => boolean {
  return isBlankSeparated ? (char) => !/\s/.test(char) : (char) => /[\p{L}\p{N}]/u.test(char);
}

import type { Json } from './value.ts';

/** A value that came in, or what is wrong with the text. */
export type Read = { readonly value: Json } | { readonly error: string };

/**
 * Cuts a stream of text into JSON values: one may follow another, with or without blanks between
 * them. A value is handed over as soon as it is whole.
 */
export class JsonReader {
  #text = '';
  /** How many lines have been taken, for errors. */
  line = 0;

  push(chunk: string): void {
    this.#text += chunk;
  }

  /** The next value. Errors: undefined where none is whole yet */
  next(isEnd: boolean): Read | undefined {
    this.#drop(/^\s*/.exec(this.#text)![0].length);
    if (this.#text === '') return undefined;
    const end = endOfValue(this.#text);
    if (end === undefined && !isEnd) return undefined;
    if (end === undefined) return this.#unfinished();
    // A number or a word may go on in the next chunk.
    if (end === this.#text.length && !isEnd && /[\w.+-]$/.test(this.#text)) return undefined;
    const text = this.#text.slice(0, end);
    const value = parse(text);
    if (value !== undefined) {
      this.#drop(end);
      this.#drop(/^[^\S\n]*\n?/.exec(this.#text)![0].length);
      return { value };
    }
    return this.#invalid(text);
  }

  #drop(length: number): void {
    this.line += this.#text.slice(0, length).split('\n').length - 1;
    this.#text = this.#text.slice(length);
  }

  #unfinished(): Read {
    const { column, line } = this.#place(this.#text.length);
    this.#text = '';
    return { error: `Unfinished JSON term at EOF at line ${line}, column ${column}` };
  }

  #invalid(text: string): Read {
    const { column, line } = this.#place(Math.min(text.length + 1, this.#text.length));
    this.#text = '';
    const what = /^[[{"]/.test(text) ? 'Invalid literal' : 'Invalid numeric literal';
    return { error: `${what} at line ${line}, column ${column}` };
  }

  #place(at: number): { readonly line: number; readonly column: number } {
    const before = this.#text.slice(0, at).split('\n');
    return { line: this.line + before.length, column: before.at(-1)!.length };
  }
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Where the value at the beginning ends; undefined where the text ends first. */
function endOfValue(text: string): number | undefined {
  if (text.startsWith('"')) return endOfString(text, 0);
  if (!/^[[{]/.test(text)) return /^[^\s[\]{}",:]+|^./.exec(text)![0].length;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '"') {
      const end = endOfString(text, at);
      if (end === undefined) return undefined;
      at = end - 1;
    } else if (char === '[' || char === '{') depth++;
    else if ((char === ']' || char === '}') && --depth === 0) return at + 1;
  }
  return undefined;
}

function endOfString(text: string, start: number): number | undefined {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
  }
  return undefined;
}

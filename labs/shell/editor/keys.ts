/** One thing the user did: a named key, or text to insert. */
export type Key =
  | { readonly kind: 'text'; readonly text: string }
  /** `^A`, `M-b`, `up` … */
  | { readonly kind: 'key'; readonly name: string };

const sequences: Readonly<Record<string, string>> = {
  '[A': 'up',
  '[B': 'down',
  '[C': 'right',
  '[D': 'left',
  '[H': 'home',
  '[F': 'end',
  '[1~': 'home',
  '[7~': 'home',
  '[4~': 'end',
  '[8~': 'end',
  '[3~': 'delete',
  '[5~': 'page-up',
  '[6~': 'page-down',
  '[1;5C': 'M-f',
  '[1;3C': 'M-f',
  '[1;5D': 'M-b',
  '[1;3D': 'M-b',
  '[3;5~': 'M-d',
};

const PASTE_START = '\u001b[200~';
const PASTE_END = '\u001b[201~';

/** How long an unfinished paste or sequence may grow. Units: characters. */
const PENDING_MAX = 1_048_576;

/** Turns what a terminal sends into keys, across the borders of chunks. */
export class KeyReader {
  #pending = '';

  /** Adds what was typed. */
  push(chunk: string): void {
    this.#pending = (this.#pending + chunk).slice(0, PENDING_MAX);
  }

  /** What was typed and not yet taken: goes back to the terminal when a line is done. */
  takeRest(): string {
    const rest = this.#pending;
    this.#pending = '';
    return rest;
  }

  /** The next key. Errors: undefined where none is there, or only the beginning of one. */
  next(): Key | undefined {
    const text = this.#pending;
    if (text === '') return undefined;
    if (text.startsWith(PASTE_START)) return this.#takePaste();
    const first = String.fromCodePoint(text.codePointAt(0)!);
    if (first === '\u001b') return this.#takeSequence();
    if (first < ' ' || first === '\u007f') {
      this.#drop(1);
      return { kind: 'key', name: controlName(first) };
    }
    const plain = /^[^\u0000-\u001f\u007f]+/.exec(text)![0];
    this.#drop(plain.length);
    return { kind: 'text', text: plain };
  }

  #takePaste(): Key | undefined {
    const end = this.#pending.indexOf(PASTE_END);
    if (end < 0) return undefined;
    const text = this.#pending.slice(PASTE_START.length, end);
    this.#drop(end + PASTE_END.length);
    return { kind: 'text', text: text.replace(/\r\n?/g, '\n') };
  }

  #takeSequence(): Key | undefined {
    const match = /^\u001b(\[[\d;]*[A-Za-z~]|O[A-Za-z]|[^[O])/u.exec(this.#pending);
    if (match === null) return undefined;
    this.#drop(match[0].length);
    const body = match[1]!;
    const name = sequences[body] ?? sequences[body.replace(/^O/, '[')];
    if (name !== undefined) return { kind: 'key', name };
    if (body.length > 2) return { kind: 'key', name: 'unknown' };
    return { kind: 'key', name: `M-${body < ' ' || body === '\u007f' ? controlName(body) : body}` };
  }

  #drop(length: number): void {
    this.#pending = this.#pending.slice(length);
  }
}

function controlName(char: string): string {
  if (char === '\u007f') return '^H';
  if (char === '\n') return '^M';
  return `^${String.fromCharCode(char.charCodeAt(0) + 64)}`;
}

import type { Findings } from './findings.ts';

/**
 * Reads a configuration piece by piece: a line without its comment, cut before and behind braces.
 *
 * Source:  keepalived 2.2.7 lib/parser.c `read_line`, `decomment`, `alloc_strvec_r`
 * Differs: no `include`, no `$NAME=` definitions, no `@id` lines, no line continued by `\`
 */
export class LineReader {
  readonly #findings: Findings;
  readonly #lines: readonly string[];
  #at = 0;
  #rest = '';
  #depth = 0;

  constructor(text: string, findings: Findings) {
    this.#findings = findings;
    this.#lines = text.split('\n');
  }

  /** The words of the next piece. Errors: undefined at the end of the file */
  next(): string[] | undefined {
    for (;;) {
      const piece = this.#piece();
      if (piece === undefined) return undefined;
      const words = this.#split(piece);
      if (words.length > 0) return words;
    }
  }

  /** How many blocks are open. */
  get depth(): number {
    return this.#depth;
  }

  #piece(): string | undefined {
    while (this.#rest === '') {
      const line = this.#lines[this.#at];
      if (line === undefined) {
        this.#findings.line = 0;
        return undefined;
      }
      this.#at++;
      this.#findings.line = this.#at;
      this.#rest = this.#decomment(line);
    }
    const text = this.#rest;
    const brace = findBrace(text);
    const end = brace === 0 ? 1 : brace;
    const piece = text.slice(0, end).trim();
    this.#rest = text.slice(end).trim();
    if (piece === '{') this.#depth++;
    else if (piece === '}' && this.#depth-- < 1) {
      this.#findings.report("Extra '}' found");
      this.#depth = 0;
    }
    return piece;
  }

  #decomment(line: string): string {
    const text = line.trim();
    let isQuoted = false;
    let end = text.length;
    for (let at = 0; at < end; at++) {
      const char = text[at]!;
      if (char === '\\') at++;
      else if (char === '"') isQuoted = !isQuoted;
      else if (!isQuoted && (char === '!' || char === '#')) end = at;
    }
    if (isQuoted) this.#findings.report(`Unterminated quote '${text}'`);
    return text.slice(0, end).trim();
  }

  #split(piece: string): string[] {
    const words: string[] = [];
    for (let rest = piece; rest !== '';) {
      const [whole, quoted, plain] = /^"([^"]*)"|^([^\s"]+)/.exec(rest) ?? [];
      if (whole === undefined) {
        this.#findings.report(`Unmatched quote: '${piece}'`);
        break;
      }
      words.push(quoted ?? plain!);
      rest = rest.slice(whole.length).trimStart();
    }
    return words;
  }
}

/** Where the first brace outside quotes is; the text's length where there is none. */
function findBrace(text: string): number {
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (text[at] === '{' || text[at] === '}')) return at;
  }
  return text.length;
}

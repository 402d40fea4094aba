import type { Findings } from './findings.ts';
import type { LineReader } from './line-reader.ts';

/** What a word at the beginning of a line leads to; what has nothing here is accepted. */
export interface Keyword {
  readonly take?: (words: readonly string[], reader: KeywordReader) => void;
  /** Called wherever the word stands, even where it is passed over. */
  readonly meet?: () => void;
  /** The keywords of the block behind it. */
  readonly block?: Keywords;
  /** At the end of the block. */
  readonly end?: () => void;
  /** For another of keepalived's processes: passed over with its block. */
  readonly isForeign?: boolean;
}

export type Keywords = ReadonlyMap<string, Keyword>;

/**
 * Walks through a configuration and calls what its words lead to. The braces are counted in the odd
 * way of the real one, so that a missing or misspelt word has the same sentences follow it.
 *
 * Source:  keepalived 2.2.7 lib/parser.c `process_stream`, `alloc_value_block`, `skip_block`
 */
export class KeywordReader {
  readonly #lines: LineReader;
  readonly #findings: Findings;
  #level = 0;
  /** Braces open in what is passed over; -1 where the first is still to come. */
  #skipped = 0;

  constructor(lines: LineReader, findings: Findings) {
    this.#lines = lines;
    this.#findings = findings;
  }

  read(keywords: Keywords): void {
    this.#stream(keywords, false);
    const missing = this.#lines.depth;
    if (missing > 0) this.#findings.report(`There are ${missing} missing '}'s or extra '{'s`);
  }

  /** For a keyword that can't use the block behind it. */
  skipBlock(): void {
    this.#skipped = -1;
  }

  /** Reads the block behind a keyword whose lines are values. */
  values(words: readonly string[], take: (words: readonly string[]) => void): void {
    if (words.length > 1) {
      this.#findings.report(`Block ${words[0]} has extra parameters ${words[1]} ...`);
    }
    let isFirst = true;
    for (let line = this.#lines.next(); line !== undefined; line = this.#lines.next()) {
      const isOpening = isFirst && line[0] === '{';
      isFirst = false;
      if (isOpening) continue;
      if (line[0] === '}') return;
      take(line);
    }
  }

  /** Shape: true where the block's end was passed over, so that nobody is told of it */
  #stream(keywords: Keywords, needsBrace: boolean): boolean {
    let isBraceDue = needsBrace;
    for (let words = this.#lines.next(); words !== undefined; words = this.#lines.next()) {
      const first = words[0]!;
      if (this.#skipped === -1) {
        this.#skipped = first === '{' ? 1 : 0;
        if (first === '{') {
          isBraceDue = false;
          continue;
        }
      }
      if (this.#skipped > 0) {
        if (this.#pass(first)) return true;
        continue;
      }
      if (first === '{') {
        const isExpected = isBraceDue && this.#level > 0;
        isBraceDue = false;
        if (!isExpected) this.#findings.report("Unexpected '{' - ignoring");
        continue;
      }
      if (isBraceDue) this.#findings.report("Missing '{' at beginning of configuration block");
      isBraceDue = false;
      if (first === '}' && this.#level > 0) return false;
      this.#take(keywords.get(first), words);
    }
    return false;
  }

  /** Shape: true where a block that was passed over ends, and with it the one being read */
  #pass(word: string): boolean {
    if (word === '{') this.#skipped++;
    return word === '}' && --this.#skipped === 0 && this.#level > 0;
  }

  #take(keyword: Keyword | undefined, words: readonly string[]): void {
    if (keyword === undefined) {
      this.#findings.report(`Unknown keyword '${words[0]}'`);
      return;
    }
    keyword.meet?.();
    if (keyword.isForeign) {
      this.#skipped = -1;
      return;
    }
    keyword.take?.(words, this);
    if (keyword.block === undefined) return;
    this.#level++;
    const isPassed = this.#stream(keyword.block, true);
    this.#level--;
    if (!isPassed) keyword.end?.();
  }
}

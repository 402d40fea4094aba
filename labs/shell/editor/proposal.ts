import { textWidth } from './width.ts';

/** One way to finish a word. */
export interface Candidate {
  /** What replaces the unfinished word. */
  readonly text: string;
  /** What the list shows. */
  readonly label: string;
  /** What follows it once it is the only one: a blank, or nothing after a folder. */
  readonly end: string;
}

/** All ways to finish the word before the cursor. */
export interface Proposal {
  /** How many characters before the cursor they replace. Units: UTF-16 code units. */
  readonly length: number;
  readonly candidates: readonly Candidate[];
}

/** Gives the ways to finish the word at the end of `before`. */
export type Completer = (before: string) => Proposal;

/** The longest text that all begin with. */
export function commonPrefix(texts: readonly string[]): string {
  let [prefix = ''] = texts;
  for (const text of texts) {
    let at = 0;
    while (at < prefix.length && prefix[at] === text[at]) at++;
    prefix = prefix.slice(0, at);
  }
  return prefix;
}

/** Lists words in columns as readline does: down the first column, then the next. */
export function formatColumns(words: readonly string[], columns: number): string {
  const width = Math.max(...words.map(textWidth)) + 2;
  const perRow = Math.max(1, Math.floor(columns / width));
  const rows = Math.ceil(words.length / perRow);
  let text = '';
  for (let row = 0; row < rows; row++) {
    let line = '';
    for (let at = row; at < words.length; at += rows) {
      const word = words[at]!;
      const isLast = at + rows >= words.length;
      line += isLast ? word : word + ' '.repeat(width - textWidth(word));
    }
    text += `${line}\r\n`;
  }
  return text;
}

import type { Key } from './keys.ts';

/** What a key does to a search in the history. */
export interface SearchStep {
  /** The line to show. */
  readonly text: string;
  /** Where the found piece begins in it. */
  readonly cursor?: number;
  readonly isOver: boolean;
  /** False where the key ends the search and is then meant for the editor. */
  readonly isTaken: boolean;
}

/** ^R: looks backwards through the history for what is typed. */
export class Search {
  readonly #lines: readonly string[];
  readonly #before: string;
  #wanted = '';
  #at: number;
  #isFailing = false;

  constructor(lines: readonly string[], before: string) {
    this.#lines = lines;
    this.#before = before;
    this.#at = lines.length;
  }

  prompt(): string {
    return `(${this.#isFailing ? 'failed ' : ''}reverse-i-search)\`${this.#wanted}': `;
  }

  press(key: Key): SearchStep {
    if (key.kind === 'text') {
      this.#wanted += key.text;
      this.#find(Math.min(this.#at, this.#lines.length - 1));
      return this.#shown(false);
    }
    switch (key.name) {
      case '^R':
        this.#find(this.#at - 1);
        return this.#shown(false);
      case '^H':
        this.#wanted = this.#wanted.slice(0, -1);
        this.#find(this.#lines.length - 1);
        return this.#shown(false);
      case '^G':
        return { text: this.#before, isOver: true, isTaken: true };
      default:
        return { ...this.#shown(true), isTaken: key.name === 'M-^[' };
    }
  }

  #find(from: number): void {
    for (let at = from; at >= 0; at--) {
      if (!this.#lines[at]!.includes(this.#wanted)) continue;
      this.#at = at;
      this.#isFailing = false;
      return;
    }
    this.#isFailing = true;
  }

  #shown(isOver: boolean): SearchStep {
    const text = this.#lines[this.#at] ?? this.#before;
    const cursor = Math.max(0, text.indexOf(this.#wanted));
    return { text, cursor, isOver, isTaken: true };
  }
}

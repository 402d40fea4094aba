import { escapePattern } from './pattern.ts';

/** One word after expansion: the text, and the pattern in which quoted characters are escaped. */
export interface Field {
  text: string;
  pattern: string;
}

/**
 * Collects the fields that a word expands to.
 *
 * Keeps:   quoted text is never split; an unquoted value is split at the characters of IFS
 */
export class Fields {
  readonly #ifs: string;
  readonly #isSplitting: boolean;
  readonly #done: Field[] = [];
  #open: Field | undefined;

  constructor(ifs: string, isSplitting: boolean) {
    this.#ifs = ifs;
    this.#isSplitting = isSplitting;
  }

  /** Adds text that stands for itself. Even '' makes a field, as `""` does. */
  addQuoted(text: string): void {
    this.#add(text, escapePattern(text));
  }

  /** Adds a piece of a pattern: `*`, `[a-z]`. */
  addPattern(pattern: string): void {
    this.#add(pattern, pattern);
  }

  /** Adds the value of an unquoted expansion. */
  addValue(value: string): void {
    if (!this.#isSplitting) {
      if (value !== '') this.#add(value, value.replace(/\\/g, '\\\\'));
      return;
    }
    for (const char of value) {
      if (!this.#ifs.includes(char)) this.#add(char, char === '\\' ? '\\\\' : char);
      else if (/\s/.test(char)) this.endField();
      else {
        this.#add('', '');
        this.endField();
      }
    }
  }

  /** Ends the present field, where one is open. */
  endField(): void {
    if (this.#open !== undefined) this.#done.push(this.#open);
    this.#open = undefined;
  }

  /** All fields; with no splitting, exactly one. */
  finish(): Field[] {
    this.endField();
    if (this.#done.length === 0 && !this.#isSplitting) return [{ text: '', pattern: '' }];
    return this.#done;
  }

  #add(text: string, pattern: string): void {
    this.#open ??= { text: '', pattern: '' };
    this.#open.text += text;
    this.#open.pattern += pattern;
  }
}

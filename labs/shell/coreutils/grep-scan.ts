import type { Task } from '../../cluster/kernel/index.ts';
import type { Tool } from './tool.ts';

export interface ScanOptions {
  /** What stands before each line; undefined where names are not shown. */
  readonly name: string | undefined;
  readonly before: number;
  readonly after: number;
  readonly isColoured: boolean;
}

/** Goes through the lines of one input of grep, and prints what is wanted of them. */
export class Scan {
  /** How many lines were selected. */
  count = 0;
  readonly #tool: Tool;
  readonly #expression: RegExp;
  readonly #options: ScanOptions;
  readonly #limit: number;
  readonly #isSilent: boolean;
  readonly #isInverted: boolean;
  /** Lines that may become context before a match: numbers and texts. */
  readonly #earlier: (readonly [number, string])[] = [];
  #number = 0;
  /** How many lines of context after a match are left to print. */
  #following = 0;
  #lastShown = 0;

  constructor(tool: Tool, expression: RegExp, options: ScanOptions) {
    this.#tool = tool;
    this.#expression = expression;
    this.#options = options;
    this.#limit = Number(tool.value('max-count') ?? Number.MAX_SAFE_INTEGER);
    this.#isInverted = tool.has('invert-match');
    this.#isSilent = tool.has(
      'quiet',
      'silent',
      'count',
      'files-with-matches',
      'files-without-match',
    );
  }

  /** Takes the next line. Shape: true where no more are needed */
  *line(text: string): Task<boolean> {
    this.#number++;
    this.#expression.lastIndex = 0;
    const isSelected = this.#expression.test(text) !== this.#isInverted;
    if (this.#isSilent) {
      if (isSelected) this.count++;
      return this.count >= this.#limit || (isSelected && !this.#tool.has('count'));
    }
    if (isSelected) {
      this.count++;
      yield* this.#showEarlier();
      yield* this.#show(this.#number, text, ':');
      this.#following = this.#options.after;
    } else if (this.#following > 0) {
      this.#following--;
      yield* this.#show(this.#number, text, '-');
    } else {
      this.#earlier.push([this.#number, text]);
      if (this.#earlier.length > this.#options.before) this.#earlier.shift();
    }
    return this.count >= this.#limit && this.#following === 0;
  }

  /** Prints what is known only at the end: `-c`, `-l`, `-L`. */
  *finish(name: string): Task<void> {
    const tool = this.#tool;
    if (tool.has('quiet', 'silent')) return;
    const isListed =
      (tool.has('files-with-matches') && this.count > 0) ||
      (tool.has('files-without-match') && this.count === 0);
    if (isListed) yield* tool.process.print(`${this.#paint(name, '35')}\n`);
    else if (tool.has('count') && !tool.has('files-with-matches', 'files-without-match')) {
      yield* tool.process.print(`${this.#head(undefined, ':')}${this.count}\n`);
    }
  }

  *#showEarlier(): Task<void> {
    const lines = this.#earlier.splice(0);
    const first = lines[0]?.[0] ?? this.#number;
    const hasContext = this.#options.before + this.#options.after > 0;
    if (hasContext && this.#lastShown > 0 && first > this.#lastShown + 1) {
      yield* this.#tool.process.print(`${this.#paint('--', '36')}\n`);
    }
    for (const [number, text] of lines) yield* this.#show(number, text, '-');
  }

  *#show(number: number, text: string, mark: string): Task<void> {
    this.#lastShown = number;
    const head = this.#head(number, mark);
    const { process } = this.#tool;
    if (!this.#tool.has('only-matching')) {
      const isPainted = this.#options.isColoured && mark === ':' && !this.#isInverted;
      const shown = isPainted
        ? text.replace(this.#expression, (found) => this.#paint(found, '01;31'))
        : text;
      yield* process.print(`${head}${shown}\n`);
      return;
    }
    if (mark === '-' || this.#isInverted) return;
    this.#expression.lastIndex = 0;
    for (const [found] of text.matchAll(this.#expression)) {
      if (found !== '') yield* process.print(`${head}${this.#paint(found, '01;31')}\n`);
    }
  }

  #head(number: number | undefined, mark: string): string {
    const { name } = this.#options;
    const sign = this.#paint(mark, '36');
    const file = name === undefined ? '' : this.#paint(name, '35') + sign;
    const isNumbered = number !== undefined && this.#tool.has('line-number');
    return isNumbered ? file + this.#paint(String(number), '32') + sign : file;
  }

  #paint(text: string, colour: string): string {
    if (!this.#options.isColoured || text === '') return text;
    return `\u001b[${colour}m\u001b[K${text}\u001b[m\u001b[K`;
  }
}

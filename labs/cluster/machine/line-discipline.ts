import type { Signal } from '../kernel/index.ts';

/** What the line discipline wants done after a key: text to show, a signal to send. */
export interface KeyEffect {
  readonly echo: string;
  readonly signal?: Signal;
}

/** Longest line that can be edited (Linux's `MAX_CANON`). Units: characters. */
const LINE_CAPACITY = 4_095;
/** How much typed text may wait for a reader. Units: characters. */
const INPUT_CAPACITY = 1_048_576;

const signalKeys: Readonly<Record<string, Signal>> = {
  '\u0003': 'SIGINT',
  '\u001a': 'SIGTSTP',
  '\u001c': 'SIGQUIT',
};

/**
 * Linux's line discipline: between the keys and a program that reads lines, it echoes, lets the
 * line be corrected, and turns some keys into signals.
 *
 * Keeps:   in cooked mode a read gets one line at most; '' in the queue stands for ^D
 * Source:  termios(3): ICANON, ECHO, ECHOE, ECHOK, ECHOCTL, ISIG, ICRNL, with the usual keys
 * Differs: ^V, ^R, ^S and ^Q are keys like others
 */
export class LineDiscipline {
  readonly #ready: string[] = [];
  #readyLength = 0;
  #line: string[] = [];

  /** True where a read would not wait. */
  get isReadable(): boolean {
    return this.#ready.length > 0;
  }

  /** Takes a line, or in raw mode all that was typed. Errors: undefined where nothing is there. */
  take(mode: 'raw' | 'cooked'): string | undefined {
    const text = this.#ready.shift();
    if (text === undefined) return undefined;
    this.#readyLength -= text.length;
    if (mode === 'cooked') return text;
    let all = text === '' ? '\u0004' : text;
    for (let next = this.#ready.shift(); next !== undefined; next = this.#ready.shift()) {
      all += next === '' ? '\u0004' : next;
    }
    this.#readyLength = 0;
    return all;
  }

  /** Keys that no line discipline touches. */
  pressRaw(text: string): void {
    this.#push(text);
  }

  /** One key of cooked mode. */
  press(key: string): KeyEffect {
    const signal = signalKeys[key];
    if (signal !== undefined) {
      this.flush();
      return { echo: shown(key), signal };
    }
    switch (key) {
      case '\r':
      case '\n':
        this.#finishLine('\n');
        return { echo: '\n' };
      case '\u0004':
        this.#finishLine('');
        return { echo: '' };
      case '\u007f':
      case '\b':
        return { echo: this.#erase(1) };
      case '\u0015':
        return { echo: this.#erase(this.#line.length) };
      case '\u0017':
        return { echo: this.#erase(this.#lastWordLength()) };
      default:
        if (this.#line.length >= LINE_CAPACITY) return { echo: '\u0007' };
        this.#line.push(key);
        return { echo: shown(key) };
    }
  }

  /** Hands an unfinished line over, as Linux does where a program turns line editing off. */
  handOver(): void {
    if (this.#line.length > 0) this.#finishLine('');
  }

  /** Forgets all that was typed and not yet read. */
  flush(): void {
    this.#ready.length = 0;
    this.#readyLength = 0;
    this.#line = [];
  }

  #finishLine(end: string): void {
    this.#push(this.#line.join('') + end);
    this.#line = [];
  }

  #push(text: string): void {
    if (this.#readyLength + text.length > INPUT_CAPACITY) return;
    this.#ready.push(text);
    this.#readyLength += text.length;
  }

  #erase(count: number): string {
    let echo = '';
    for (let left = count; left > 0; left--) {
      const key = this.#line.pop();
      if (key !== undefined) echo += '\b \b'.repeat(shown(key).length > 1 && key < ' ' ? 2 : 1);
    }
    return echo;
  }

  /** How many characters ^W takes: the blanks at the end, and the word before them. */
  #lastWordLength(): number {
    let at = this.#line.length;
    while (at > 0 && this.#line[at - 1] === ' ') at--;
    while (at > 0 && this.#line[at - 1] !== ' ') at--;
    return this.#line.length - at;
  }
}

/** A key as the terminal echoes it: `^C` for a control character. */
function shown(key: string): string {
  if (key === '\t' || key === '\n') return key;
  if (key < ' ') return `^${String.fromCharCode(key.charCodeAt(0) + 64)}`;
  return key;
}

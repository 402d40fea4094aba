import { PlainScreen } from './plain-screen.ts';

/** How a line begins at which bash waits for a command, whatever is typed after it already. */
const PROMPT = /^[\w.-]+@[\w.-]+:.*[#$] /;
/** More commands than this at a busy terminal, and the reader means something else. */
const WAITING_MAX = 20;
/** Ctrl-E and Ctrl-U: what stands on the line must not become part of the command. */
const EMPTY_LINE = '\x05\x15';

/**
 * Types whole commands into one terminal, each at a prompt. A command typed while another runs
 * would be that other's input: `ssh`, for one, eats it.
 */
export class PromptWatch {
  readonly #type: (text: string) => void;
  readonly #screen = new PlainScreen(1);
  readonly #waiting: string[] = [];
  /** A command was typed, and its line has not ended yet. */
  #hasJustTyped = false;

  constructor(type: (text: string) => void) {
    this.#type = type;
  }

  /** Shape: false where the command waits for a prompt */
  run(command: string): boolean {
    if (this.#waiting.length < WAITING_MAX) this.#waiting.push(command);
    this.#maybeType();
    return this.#waiting.length === 0;
  }

  /** What the terminal printed. */
  hear(output: string): void {
    this.#screen.write(output);
    if (output.includes('\n')) this.#hasJustTyped = false;
    this.#maybeType();
  }

  #maybeType(): void {
    if (this.#waiting.length === 0 || this.#hasJustTyped) return;
    if (!PROMPT.test(this.#screen.lines.at(-1) ?? '')) return;
    this.#hasJustTyped = true;
    this.#type(`${EMPTY_LINE}${this.#waiting.shift()}\r`);
  }
}

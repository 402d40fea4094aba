/** Colours, titles and cursor moves: what a terminal obeys and plain text has not. */
// oxlint-disable-next-line no-control-regex
const CONTROLS = /\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b[@-Z\\^_=>]/g;

/**
 * The last lines of a terminal as plain text: enough for a command that is typed at once and
 * answers in lines, where a whole terminal would be too heavy.
 */
export class PlainScreen {
  readonly #count: number;
  #text = '';

  constructor(count: number) {
    this.#count = count;
  }

  write(text: string): void {
    const plain = (this.#text + text).replace(CONTROLS, '').replace(/\r\n/g, '\n');
    this.#text = plain.split('\n').slice(-this.#count).map(overwrite).join('\n');
  }

  /** Without the prompt that waits at the end. */
  get lines(): readonly string[] {
    return this.#text.split('\n');
  }
}

/** A carriage return goes back to the start of the line, a backspace by one character. */
function overwrite(line: string): string {
  const [last = ''] = line.split('\r').slice(-1);
  // oxlint-disable-next-line no-control-regex
  return last.replace(/[^\x08]\x08/g, '');
}

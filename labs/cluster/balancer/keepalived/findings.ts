/** How bad it is: what keepalived can't run with, what it mends or ignores, an open door. */
export type Severity = 'fatal' | 'error' | 'security';

const ranks: readonly Severity[] = ['fatal', 'error', 'security'];

/** Thrown where a line lacks a word: keepalived reads no further, and ends. */
export class MissingWord extends Error {}

/**
 * What keepalived has to say of a file, each sentence with the line that it was reading.
 *
 * Source:  keepalived 2.2.7 lib/parser.c `vreport_config_error`, `null_strvec`
 */
export class Findings {
  readonly lines: string[] = [];
  /** What a line's number stands behind: the file's name, or nothing at the first reading. */
  readonly #file: string | undefined;
  /** True for `--config-test`, which takes no half of a number for a whole. */
  readonly isTest: boolean;
  /** The line that is being read; 0 before and after. */
  line = 0;
  worst: Severity | undefined;

  constructor(file: string | undefined, isTest: boolean) {
    this.#file = file;
    this.isTest = isTest;
  }

  report(text: string, severity: Severity = 'error'): void {
    const file = this.#file === undefined ? '' : `${this.#file}: `;
    this.lines.push(this.line === 0 ? text : `(${file}Line ${this.line}) ${text}`);
    const isWorse = this.worst === undefined || ranks.indexOf(severity) > ranks.indexOf(this.worst);
    if (isWorse) this.worst = severity;
  }

  /** Says something to the journal alone, which a test of the file leaves silent. */
  note(text: string): void {
    if (!this.isTest) this.lines.push(text);
  }

  /** A word of a line. Errors: throws where the line has no such word, which was then reported */
  word(words: readonly string[], at: number): string {
    const word = words[at];
    if (word !== undefined) return word;
    const line = `*** Configuration line starting \`${words[0]}\` is missing a parameter`;
    this.report(`${line} after keyword \`${words[at - 1]}\` at word position ${at + 1}`);
    throw new MissingWord();
  }
}

import { compileRegex } from './regex.ts';

export type Address =
  | { readonly kind: 'line'; readonly line: number }
  | { readonly kind: 'last' }
  | { readonly kind: 'step'; readonly first: number; readonly step: number }
  | { readonly kind: 'count'; readonly count: number }
  /** undefined stands for the empty expression, which is the last one used. */
  | { readonly kind: 'match'; readonly expression: RegExp | undefined };

export interface SedCommand {
  readonly from: Address | undefined;
  readonly to: Address | undefined;
  readonly isNegated: boolean;
  readonly name: string;
  /** Text of `a`, `i`, `c`; a label; a file; the status of `q`. */
  readonly text: string;
  readonly substitution?: Substitution;
  readonly translation?: ReadonlyMap<string, string>;
  /** For `{`: where its `}` is. For a range: the state lives in the run. */
  end?: number;
}

export interface Substitution {
  readonly expression: RegExp | undefined;
  readonly replacement: string;
  readonly isGlobal: boolean;
  readonly prints: boolean;
  readonly number: number;
}

/** A script that sed refuses: what is printed after `char N: `. */
export class SedError {
  readonly message: string;
  readonly at: number;
  constructor(message: string, at: number) {
    this.message = message;
    this.at = at;
  }
}

/** Reads a sed script. Errors: a SedError as a value */
export function parseSed(text: string, isExtended: boolean): SedCommand[] | SedError {
  const parser = new Parser(text, isExtended);
  return parser.parse();
}

class Parser {
  readonly #text: string;
  readonly #kind: 'basic' | 'extended';
  #at = 0;
  #error: SedError | undefined;

  constructor(text: string, isExtended: boolean) {
    this.#text = text;
    this.#kind = isExtended ? 'extended' : 'basic';
  }

  parse(): SedCommand[] | SedError {
    const commands: SedCommand[] = [];
    const open: SedCommand[] = [];
    for (;;) {
      this.#skip(/[\s;]*/y);
      if (this.#at >= this.#text.length) break;
      if (this.#text[this.#at] === '#') {
        this.#skip(/[^\n]*/y);
        continue;
      }
      const command = this.#command();
      if (this.#error) return this.#error;
      if (command.name === '{') open.push(command);
      if (command.name === '}') {
        const opening = open.pop();
        if (opening === undefined) return new SedError("unexpected `}'", this.#at);
        opening.end = commands.length;
      }
      commands.push(command);
    }
    return open.length > 0 ? new SedError("unmatched `{'", 0) : commands;
  }

  #skip(expression: RegExp): string {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #fail(message: string, at = this.#at): void {
    this.#error ??= new SedError(message, at);
  }

  #command(): SedCommand {
    const from = this.#address();
    let to: Address | undefined;
    this.#skip(/\s*/y);
    if (from !== undefined && this.#text[this.#at] === ',') {
      this.#at++;
      this.#skip(/\s*/y);
      to = this.#address(true);
      if (to === undefined) this.#fail("unexpected `,'", this.#at + 1);
    }
    const isNegated = this.#skip(/\s*!*\s*/y).includes('!');
    const name = this.#text[this.#at++] ?? '';
    const base = { from, to, isNegated, name, text: '' };
    if (name === '') this.#fail('missing command', this.#at - 1);
    else if (name === ',') this.#fail("unexpected `,'");
    else if (name === 's') return this.#ended({ ...base, substitution: this.#substitution() });
    else if (name === 'y') return this.#ended({ ...base, translation: this.#translation() });
    else if ('aic'.includes(name)) return { ...base, text: this.#insertedText() };
    else if (name === ':' || 'btT'.includes(name))
      return { ...base, text: this.#skip(/[^;\n}]*/y).trim() };
    else if ('qQ'.includes(name))
      return this.#ended({ ...base, text: this.#skip(/\s*\d*/y).trim() });
    else if ('{'.includes(name)) return base;
    else if ('}=dDpPnNgGhHxlzF'.includes(name)) return this.#ended(base);
    else this.#fail(`unknown command: \`${name}'`);
    return base;
  }

  #ended<T>(command: T): T {
    this.#skip(/[ \t]*/y);
    const next = this.#text[this.#at];
    if (next !== undefined && !/[;\n}#]/.test(next)) {
      this.#fail('extra characters after command', this.#at + 1);
    }
    return command;
  }

  #address(isSecond = false): Address | undefined {
    const number = this.#skip(/\d+/y);
    const char = this.#text[this.#at];
    if (number !== '') {
      const step = this.#skip(/~\d+/y);
      if (step === '') return { kind: 'line', line: Number(number) };
      return { kind: 'step', first: Number(number), step: Number(step.slice(1)) };
    }
    if (isSecond && char === '+') {
      return { kind: 'count', count: Number(this.#skip(/\+\d+/y)) };
    }
    if (char === '$') {
      this.#at++;
      return { kind: 'last' };
    }
    if (char !== '/' && char !== '\\') return undefined;
    if (char === '\\') this.#at++;
    const body = this.#delimited('unterminated address regex');
    const flags = this.#skip(/[IM]*/y);
    return { kind: 'match', expression: this.#compile(body, flags) };
  }

  /** Reads up to the delimiter that stands at the present place; leaves it taken. */
  #delimited(problem: string, isLast = true): string {
    const delimiter = this.#text[this.#at++] ?? '';
    return this.#upTo(delimiter, problem, isLast);
  }

  #upTo(delimiter: string, problem: string, isPattern: boolean): string {
    let body = '';
    let isInSet = false;
    for (; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at]!;
      if (char === delimiter && !isInSet) {
        this.#at++;
        return body;
      }
      if (char === '\\' && !isInSet) {
        const next = this.#text[++this.#at] ?? '';
        body += next === delimiter && !/[|+?(){}&]/.test(next) ? next : `\\${next}`;
        continue;
      }
      if (isPattern && char === '[' && !isInSet) {
        isInSet = true;
        body += char;
        const head = /^\^?\]?/.exec(this.#text.slice(this.#at + 1))![0];
        body += head;
        this.#at += head.length;
        continue;
      }
      if (char === ']' && isInSet && !/\[:\w*:$/.test(body)) isInSet = false;
      body += char;
    }
    this.#fail(problem, this.#text.length);
    return body;
  }

  #compile(body: string, flags: string): RegExp | undefined {
    if (body === '') return undefined;
    const letters =
      (flags.includes('I') || flags.includes('i') ? 'i' : '') + (/m/i.test(flags) ? 'm' : '');
    const expression = compileRegex(body, this.#kind, `g${letters}`);
    if (!('error' in expression)) return expression;
    this.#fail(expression.error);
    return undefined;
  }

  #substitution(): Substitution {
    const problem = "unterminated `s' command";
    const delimiter = this.#text[this.#at++] ?? '';
    const body = this.#upTo(delimiter, problem, true);
    const replacement = this.#error ? '' : this.#upTo(delimiter, problem, false);
    const flags = this.#skip(/[gpiIemM\d]*/y);
    const next = this.#text[this.#at];
    if (!this.#error && next !== undefined && !/[\s;}#]/.test(next)) {
      this.#fail("unknown option to `s'", this.#at + 1);
    }
    return {
      expression: this.#compile(body, flags.replace(/[gpe\d]/g, '')),
      replacement,
      isGlobal: flags.includes('g'),
      prints: flags.includes('p'),
      number: Number(/\d+/.exec(flags)?.[0] ?? '1'),
    };
  }

  #translation(): ReadonlyMap<string, string> {
    const problem = "unterminated `y' command";
    const delimiter = this.#text[this.#at++] ?? '';
    const plain = (text: string): string[] => [
      ...text.replace(/\\n/g, '\n').replace(/\\\\/g, '\\'),
    ];
    const from = plain(this.#upTo(delimiter, problem, false));
    const to = plain(this.#upTo(delimiter, problem, false));
    if (from.length !== to.length) this.#fail("strings for `y' command are different lengths");
    return new Map(from.map((char, index) => [char, to[index] ?? char]));
  }

  #insertedText(): string {
    this.#skip(/[ \t]*(\\\n)?/y);
    if (this.#text[this.#at] === '\\') this.#at++;
    const text = this.#skip(/(?:[^\n\\]|\\[^])*/y);
    if (text === '') this.#fail("expected \\ after `a', `c' or `i'");
    return `${text.replace(/\\([^])/g, '$1')}\n`;
  }
}

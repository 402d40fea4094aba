import { tokenize, type Token } from './token.ts';

/** A filter, taken apart. */
export type Filter =
  | { readonly kind: 'identity' | 'recurse' }
  | { readonly kind: 'literal'; readonly value: null | boolean | number | string }
  | {
      readonly kind: 'string';
      readonly pieces: readonly (string | Filter)[];
      readonly format: string;
    }
  | { readonly kind: 'format'; readonly name: string }
  | { readonly kind: 'index'; readonly of: Filter; readonly by: Filter }
  | { readonly kind: 'slice'; readonly of: Filter; readonly from?: Filter; readonly to?: Filter }
  | { readonly kind: 'each' | 'try' | 'negate'; readonly of: Filter }
  | { readonly kind: 'catch'; readonly of: Filter; readonly otherwise: Filter }
  | { readonly kind: 'array'; readonly of: Filter | undefined }
  | { readonly kind: 'object'; readonly fields: readonly (readonly [Filter, Filter])[] }
  | {
      readonly kind: 'binary';
      readonly sign: string;
      readonly left: Filter;
      readonly right: Filter;
    }
  | { readonly kind: 'if'; readonly when: Filter; readonly yes: Filter; readonly no: Filter }
  | { readonly kind: 'bind'; readonly of: Filter; readonly name: string; readonly body: Filter }
  | {
      readonly kind: 'reduce';
      readonly of: Filter;
      readonly name: string;
      readonly start: Filter;
      readonly step: Filter;
    }
  | { readonly kind: 'variable'; readonly name: string; readonly at: number }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly args: readonly Filter[];
      readonly at: number;
    };

/** What is wrong with a filter, and where. */
export class SyntaxFault {
  readonly message: string;
  readonly at: number;

  constructor(message: string, at: number) {
    this.message = message;
    this.at = at;
  }
}

/** Signs by how strongly they bind, the weakest first. */
const levels: readonly (readonly string[])[] = [
  ['|'],
  [','],
  ['//'],
  ['=', '|=', '+=', '-=', '*=', '/=', '%=', '//='],
  ['or'],
  ['and'],
  ['==', '!=', '<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/', '%'],
];

/** Reads a filter. Errors: jq's words for what is wrong */
export function parseFilter(source: string): Filter | SyntaxFault {
  const tokens = tokenize(source);
  if (!Array.isArray(tokens)) {
    const message = 'syntax error, unexpected INVALID_CHARACTER (Unix shell quoting issues?)';
    return new SyntaxFault(message, tokens.at);
  }
  const parser = new Parser(tokens);
  if (tokens.length === 1) return { kind: 'identity' };
  const filter = parser.pipe();
  return parser.fault ?? parser.unexpectedRest() ?? filter;
}

/** Reads tokens from left to right. After a fault it goes on with nothing, and the fault stays. */
class Parser {
  fault: SyntaxFault | undefined;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  unexpectedRest(): SyntaxFault | undefined {
    if (this.#next.kind !== 'end') this.#fail();
    return this.fault;
  }

  pipe(): Filter {
    const left = this.#binary(1);
    if (this.#take('as')) return this.#bind(left);
    if (!this.#take('|')) return left;
    return { kind: 'binary', sign: '|', left, right: this.pipe() };
  }

  #bind(of: Filter): Filter {
    const name = this.#variable();
    this.#expect('|');
    return { kind: 'bind', of, name, body: this.pipe() };
  }

  #variable(): string {
    const { kind, text } = this.#next;
    if (kind === 'variable') this.#at++;
    else this.#fail("'$'");
    return text;
  }

  #binary(level: number): Filter {
    if (level === levels.length) return this.#postfix();
    let left = this.#binary(level + 1);
    const signs = levels[level]!;
    for (;;) {
      const { text } = this.#next;
      const isSign = this.#next.kind === 'mark' || text === 'and' || text === 'or';
      if (this.fault || !isSign || !signs.includes(text)) return left;
      this.#at++;
      // `//` and assignments bind to the right.
      const right = this.#binary(level === 2 || level === 3 ? level : level + 1);
      left = { kind: 'binary', sign: text, left, right };
    }
  }

  #postfix(): Filter {
    let of = this.#term();
    while (!this.fault) {
      const { kind, text } = this.#next;
      if (kind === 'field') {
        this.#at++;
        of = { kind: 'index', of, by: { kind: 'literal', value: text } };
      } else if (this.#take('[')) of = this.#bracket(of);
      else if (this.#take('?')) of = { kind: 'try', of };
      else if (text === '.' && kind === 'mark') {
        this.#at++;
        if (this.#next.kind !== 'string') return this.#fail('FORMAT or QQSTRING_START');
        of = { kind: 'index', of, by: this.#string('text') };
      } else break;
    }
    return of;
  }

  /** After `[`: `]`, `1]`, `"a"]`, `1:3]`, `:3]`, `1:]`. */
  #bracket(of: Filter): Filter {
    if (this.#take(']')) return { kind: 'each', of };
    const from = this.#take(':') ? undefined : this.pipe();
    if (from && this.#take(']')) return { kind: 'index', of, by: from };
    if (from) this.#expect(':');
    if (from && this.#take(']')) return { kind: 'slice', of, from };
    const to = this.pipe();
    this.#expect(']');
    return { kind: 'slice', of, ...(from && { from }), to };
  }

  #term(): Filter {
    const { at, kind, text } = this.#next;
    if (kind === 'string') return this.#string('text');
    if (kind === 'end') return this.#fail();
    this.#at++;
    switch (kind) {
      case 'number':
        return { kind: 'literal', value: Number(text) };
      case 'field':
        return { kind: 'index', of: { kind: 'identity' }, by: { kind: 'literal', value: text } };
      case 'variable':
        return { kind: 'variable', name: text, at };
      case 'format':
        if (this.#next.kind === 'string') return this.#string(text);
        return { kind: 'format', name: text };
      case 'name':
        return this.#named(text, at);
      default:
        return this.#marked(text);
    }
  }

  #marked(text: string): Filter {
    switch (text) {
      case '.':
        if (this.#next.kind !== 'string') return { kind: 'identity' };
        return { kind: 'index', of: { kind: 'identity' }, by: this.#string('text') };
      case '..':
        return { kind: 'recurse' };
      case '-':
        return { kind: 'negate', of: this.#postfix() };
      case '(': {
        const inner = this.pipe();
        this.#expect(')');
        return inner;
      }
      case '[': {
        if (this.#take(']')) return { kind: 'array', of: undefined };
        const of = this.pipe();
        this.#expect(']');
        return { kind: 'array', of };
      }
      case '{':
        return this.#object();
      default:
        this.#at--;
        return this.#fail();
    }
  }

  #named(name: string, at: number): Filter {
    if (name === 'if') return this.#condition();
    if (name === 'true' || name === 'false') return { kind: 'literal', value: name === 'true' };
    if (name === 'null') return { kind: 'literal', value: null };
    if (name === 'try') {
      const of = this.#postfix();
      if (!this.#take('catch')) return { kind: 'try', of };
      return { kind: 'catch', of, otherwise: this.#postfix() };
    }
    if (name === 'reduce') return this.#reduce();
    if (['then', 'elif', 'else', 'end', 'as', 'and', 'or', 'def', 'foreach'].includes(name)) {
      this.#at--;
      return this.#fail();
    }
    const args: Filter[] = [];
    if (this.#take('(')) {
      do args.push(this.pipe());
      while (!this.fault && this.#take(';'));
      this.#expect(')', "';' or ')'");
    }
    return { kind: 'call', name, args, at };
  }

  #condition(): Filter {
    const when = this.pipe();
    this.#expect('then');
    const yes = this.pipe();
    if (this.#take('elif')) return { kind: 'if', when, yes, no: this.#condition() };
    const no: Filter = this.#take('else') ? this.pipe() : { kind: 'identity' };
    this.#expect('end');
    return { kind: 'if', when, yes, no };
  }

  #reduce(): Filter {
    const of = this.#postfix();
    this.#expect('as');
    const name = this.#variable();
    this.#expect('(');
    const start = this.pipe();
    this.#expect(';');
    const step = this.pipe();
    this.#expect(')');
    return { kind: 'reduce', of, name, start, step };
  }

  #object(): Filter {
    const fields: [Filter, Filter][] = [];
    while (!this.fault && !this.#take('}')) {
      fields.push(this.#pair());
      if (!this.#take(',') && this.#next.text !== '}') this.#fail("'}'");
    }
    return { kind: 'object', fields };
  }

  /** `a`, `$a`, `"a"`, `a: …`, `(…): …`. */
  #pair(): [Filter, Filter] {
    const { at, kind, text } = this.#next;
    let key: Filter;
    let value: Filter | undefined;
    if (kind === 'string') key = this.#string('text');
    else if (this.#take('(')) {
      key = this.pipe();
      this.#expect(')');
    } else if (kind === 'variable' || kind === 'name' || kind === 'number') {
      this.#at++;
      key = { kind: 'literal', value: text };
      if (kind === 'variable') value = { kind: 'variable', name: text, at };
    } else key = this.#fail();
    if (this.#take(':')) return [key, this.#fieldValue()];
    return [key, value ?? { kind: 'index', of: { kind: 'identity' }, by: key }];
  }

  /** A value ends at a comma, so that only `|` goes on. */
  #fieldValue(): Filter {
    const left = this.#binary(2);
    if (!this.#take('|')) return left;
    return { kind: 'binary', sign: '|', left, right: this.#fieldValue() };
  }

  #string(format: string): Filter {
    const { at, pieces = [] } = this.#next;
    this.#at++;
    const parsed = pieces.map((piece) => {
      if (typeof piece === 'string') return piece;
      const inner = parseFilter(piece.source);
      if (!(inner instanceof SyntaxFault)) return inner;
      this.fault ??= new SyntaxFault(inner.message, at);
      return '';
    });
    return { kind: 'string', pieces: parsed, format };
  }

  get #next(): Token {
    return this.#tokens[Math.min(this.#at, this.#tokens.length - 1)]!;
  }

  #take(text: string): boolean {
    const { kind, text: next } = this.#next;
    if (next !== text || kind === 'string' || kind === 'field') return false;
    this.#at++;
    return true;
  }

  #expect(text: string, expecting?: string): void {
    if (!this.#take(text)) this.#fail(expecting ?? (text === '}' ? "'}'" : undefined));
  }

  #fail(expecting?: string): Filter {
    const { at, kind, text } = this.#next;
    const names: Record<string, string> = {
      end: '$end',
      field: 'FIELD',
      name: keywords.has(text) ? text : 'IDENT',
      number: 'LITERAL',
      string: 'QQSTRING_START',
      format: 'FORMAT',
      variable: "'$'",
    };
    const wanted = expecting === undefined ? '' : `, expecting ${expecting}`;
    const what = `unexpected ${names[kind] ?? `'${text}'`}${wanted}`;
    const message = `syntax error, ${what} (Unix shell quoting issues?)`;
    this.fault ??= new SyntaxFault(message, at);
    this.#at = this.#tokens.length - 1;
    return { kind: 'identity' };
  }
}

const keywords = new Set([
  ...['then', 'elif', 'else', 'end', 'as', 'and', 'or', 'def', 'foreach', 'reduce', 'if', 'try'],
]);

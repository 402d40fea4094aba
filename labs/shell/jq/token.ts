/** A piece of a filter's text. */
export interface Token {
  /** `field` is `.name`; `string` has its pieces; `format` is `@name`. */
  readonly kind: 'number' | 'string' | 'field' | 'name' | 'variable' | 'format' | 'mark' | 'end';
  readonly text: string;
  readonly at: number;
  /** Of a string: text, and between the texts the filters of `\(…)`. */
  readonly pieces?: readonly (string | { readonly source: string })[];
}

/** What stands for itself, the longest first. */
const MARK = [
  String.raw`\?\/\/|\/\/=|\/\/|\|=|\+=|-=|\*=|\/=|%=`,
  String.raw`==|!=|<=|>=|\.\.|[.[\]{}()|,:;=<>+\-*/%?"]`,
].join('|');

const pattern = new RegExp(
  [
    String.raw`\s+|#[^\n]*`,
    String.raw`(\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+)`,
    String.raw`\.([A-Za-z_]\w*)`,
    String.raw`(\$\w+)`,
    String.raw`(@\w+)`,
    String.raw`([A-Za-z_]\w*)`,
    `(${MARK})`,
  ].join('|'),
  'y',
);

/** Takes a filter apart. Errors: the place of what is no token */
export function tokenize(source: string): Token[] | { readonly at: number } {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    pattern.lastIndex = at;
    const match = pattern.exec(source);
    if (!match) return { at };
    const [whole, number, field, variable, format, name, mark] = match;
    if (mark === '"') {
      const string = readString(source, at);
      if (!string) return { at };
      tokens.push(string.token);
      at = string.end;
      continue;
    }
    const add = (kind: Token['kind'], text: string): void => void tokens.push({ kind, text, at });
    if (number !== undefined) add('number', number);
    else if (field !== undefined) add('field', field);
    else if (variable !== undefined) add('variable', variable.slice(1));
    else if (format !== undefined) add('format', format.slice(1));
    else if (name !== undefined) add('name', name);
    else if (mark !== undefined) add('mark', mark);
    at += whole.length;
  }
  tokens.push({ kind: 'end', text: '', at: tokens.at(-1)?.at ?? 0 });
  return tokens;
}

const escapes: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

function readString(source: string, start: number) {
  const pieces: (string | { source: string })[] = [];
  let text = '';
  for (let at = start + 1; at < source.length; at++) {
    const char = source[at]!;
    if (char === '"') {
      const token: Token = { kind: 'string', text: '', at: start, pieces: [...pieces, text] };
      return { token, end: at + 1 };
    }
    if (char !== '\\') {
      text += char;
      continue;
    }
    const next = source[++at] ?? '';
    if (next === '(') {
      const end = closingParenthesis(source, at);
      pieces.push(text, { source: source.slice(at + 1, end) });
      text = '';
      at = end;
    } else if (next === 'u') {
      text += String.fromCharCode(Number.parseInt(source.slice(at + 1, at + 5), 16));
      at += 4;
    } else text += escapes[next] ?? next;
  }
  return undefined;
}

function closingParenthesis(source: string, open: number): number {
  let depth = 0;
  for (let at = open; at < source.length; at++) {
    if (source[at] === '(') depth++;
    else if (source[at] === ')' && --depth === 0) return at;
  }
  return source.length;
}

/**
 * Turns a POSIX regular expression into JavaScript's: basic as `grep` and `sed` take it, extended
 * as with `-E`.
 *
 * Differs: of several alternatives the first that fits is taken, not the longest
 */
export function compileRegex(
  pattern: string,
  kind: 'basic' | 'extended' | 'fixed' | 'perl',
  flags = '',
): RegExp | { readonly error: string } {
  try {
    if (kind === 'fixed') return new RegExp(escapeRegex(pattern), `u${flags}`);
    const source = kind === 'perl' ? pattern : translate(pattern, kind === 'extended');
    return new RegExp(source, `u${flags}`);
  } catch {
    return { error: describeProblem(pattern, kind === 'basic') };
  }
}

export function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

function describeProblem(pattern: string, isBasic: boolean): string {
  const [open, close] = isBasic ? [/\\\(/g, /\\\)/g] : [/(?<!\\)\(/g, /(?<!\\)\)/g];
  const opened = (pattern.match(open) ?? []).length;
  const closed = (pattern.match(close) ?? []).length;
  if (opened > closed) return 'Unmatched ( or \\(';
  if (closed > opened) return 'Unmatched ) or \\)';
  if (/(?<!\\)\[/.test(pattern)) return 'Unmatched [, [^, [:, [., or [=';
  return 'Invalid regular expression';
}

function translate(pattern: string, isExtended: boolean): string {
  let source = '';
  /** True where a `*` would stand for itself, and a `^` for the start. */
  let isStart = true;
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at]!;
    const wasStart = isStart;
    isStart = false;
    if (char === '[') {
      const set = readSet(pattern, at);
      source += set.source;
      at = set.end;
    } else if (char === '\\') {
      const next = pattern[++at];
      if (next === undefined) throw new SyntaxError('Trailing backslash');
      source += escaped(next, isExtended);
      isStart = !isExtended && (next === '(' || next === '|');
    } else if (char === '*' && wasStart) source += isExtended ? '' : '\\*';
    else if (char === '^') {
      source += isExtended || wasStart ? '^' : '\\^';
      isStart = true;
    } else if (char === '$') {
      const isEnd = at === pattern.length - 1 || /^\\[)|]/.test(pattern.slice(at + 1));
      source += isExtended || isEnd ? '$' : '\\$';
    } else if ('+?(){}|'.includes(char)) {
      const isLiteral = !isExtended || (char === '{' && !/^\{\d*,?\d*\}/.test(pattern.slice(at)));
      source += isLiteral || (char === '}' && !/\{\d*,?\d*$/.test(source)) ? `\\${char}` : char;
      isStart = isExtended && (char === '(' || char === '|');
    } else source += char === ']' || char === '/' ? `\\${char}` : char;
  }
  return source;
}

function escaped(char: string, isExtended: boolean): string {
  if (char === '<') return '\\b(?=\\w)';
  if (char === '>') return '\\b(?<=\\w)';
  if (char === 'n' || char === 't' || /[wWsSbB1-9]/.test(char)) return `\\${char}`;
  if (char === '`') return '^';
  if (!isExtended && '(){}|+?'.includes(char)) return char;
  return escapeRegex(char);
}

const classes: Record<string, string> = {
  alpha: '\\p{L}',
  digit: '0-9',
  alnum: '\\p{L}\\p{N}',
  upper: '\\p{Lu}',
  lower: '\\p{Ll}',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`\\{-~',
  xdigit: '0-9A-Fa-f',
  cntrl: '\\x00-\\x1f',
  print: '\\x20-\\x7e',
  graph: '\\x21-\\x7e',
};

function readSet(pattern: string, from: number): { source: string; end: number } {
  let at = from + 1;
  let source = '[';
  if (pattern[at] === '^') {
    source += '^';
    at++;
  }
  for (let isFirst = true; ; at++, isFirst = false) {
    const char = pattern[at];
    if (char === undefined) throw new SyntaxError('Unmatched [');
    if (char === ']' && !isFirst) return { source: `${source}]`, end: at };
    const named = /^\[:(\w+):\]/.exec(pattern.slice(at));
    if (named) {
      source += classes[named[1]!] ?? '';
      at += named[0].length - 1;
    } else if (char === '\\' && /[nt]/.test(pattern[at + 1] ?? '')) source += `\\${pattern[++at]}`;
    else source += /[\\\][{}()|/^]/.test(char) ? `\\${char}` : char;
  }
}

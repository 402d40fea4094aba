/**
 * Shell patterns: `*`, `?`, `[…]` and the extended `@(a|b)` kinds. In a pattern a backslash takes
 * the meaning away from the character after it: that is how quoted text enters one.
 */

/**
 * Turns a pattern into the source of a regular expression. `isPath` keeps `*` from crossing a
 * `/`.
 */
export function patternSource(pattern: string, isPath = false): string {
  const any = isPath ? '[^/]' : '[^]';
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at]!;
    if (/[?*+@!]/.test(char) && pattern[at + 1] === '(') {
      const end = closingParenthesis(pattern, at + 1);
      if (end > 0) {
        source += extended(char, pattern.slice(at + 2, end), isPath, any);
        at = end;
        continue;
      }
    }
    if (char === '*') source += `${any}*`;
    else if (char === '?') source += any;
    else if (char === '[') {
      const set = bracket(pattern, at);
      source += set?.source ?? '\\[';
      at = set?.end ?? at;
    } else if (char === '\\' && at + 1 < pattern.length) source += literal(pattern[++at]!);
    else source += literal(char);
  }
  return source;
}

/** True where the whole text fits the pattern. */
export function matchesPattern(text: string, pattern: string): boolean {
  return new RegExp(`^(?:${patternSource(pattern)})$`, 'u').test(text);
}

/** True where a pattern has a character that is not to be taken literally. */
export function isPattern(pattern: string): boolean {
  return /(^|[^\\])(\\\\)*([*?[]|[+@!]\()/.test(pattern);
}

/** Makes text stand for itself in a pattern. */
export function escapePattern(text: string): string {
  return text.replace(/[\\*?[\]()|+@!^-]/g, '\\$&');
}

export function unescapePattern(pattern: string): string {
  return pattern.replace(/\\([^])/g, '$1');
}

function literal(char: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char;
}

function extended(kind: string, body: string, isPath: boolean, any: string): string {
  const choices = splitChoices(body).map((choice) => patternSource(choice, isPath));
  const group = `(?:${choices.join('|')})`;
  if (kind === '@') return group;
  if (kind === '!') return `(?:(?!${group}$)${any}*)`;
  return group + kind;
}

function closingParenthesis(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return at;
  }
  return -1;
}

function splitChoices(body: string): string[] {
  const choices = [''];
  let depth = 0;
  for (const char of body) {
    if (char === '|' && depth === 0) {
      choices.push('');
      continue;
    }
    if (char === '(') depth++;
    if (char === ')') depth--;
    choices[choices.length - 1] += char;
  }
  return choices;
}

const classes: Record<string, string> = {
  alpha: 'a-zA-Z',
  digit: '0-9',
  alnum: 'a-zA-Z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9A-Fa-f',
  cntrl: '\\x00-\\x1f\\x7f',
  print: '\\x20-\\x7e',
  graph: '\\x21-\\x7e',
};

/** Reads `[…]` at `from`. Errors: undefined where it is not closed. */
function bracket(pattern: string, from: number): { source: string; end: number } | undefined {
  let at = from + 1;
  const isNegated = pattern[at] === '!' || pattern[at] === '^';
  if (isNegated) at++;
  let set = '';
  for (let first = true; at < pattern.length; at++, first = false) {
    const char = pattern[at]!;
    if (char === ']' && !first) return { source: `[${isNegated ? '^' : ''}${set}]`, end: at };
    const named = char === '[' ? /^\[:(\w+):\]/.exec(pattern.slice(at)) : null;
    if (named) {
      set += classes[named[1]!] ?? '';
      at += named[0].length - 1;
    } else if (char === '\\' && at + 1 < pattern.length) {
      set += setLiteral(pattern[++at]!);
    } else set += char === '-' ? '-' : setLiteral(char);
  }
  return undefined;
}

function setLiteral(char: string): string {
  return /[\\\]^[/-]/.test(char) ? `\\${char}` : char;
}

/** Quotes a word so that a shell would read it back: as `set -x` and `alias` print it. */
export function quoteWord(word: string, isAlways = false): string {
  if (/[\n\t\u001b]/.test(word)) return `$'${word.replace(/[\\'\n\t\u001b]/g, escapeChar)}'`;
  if (!isAlways && word !== '' && /^[\w@%+:,./=^-]+$/.test(word)) return word;
  return `'${word.replace(/'/g, "'\\''")}'`;
}

function escapeChar(char: string): string {
  const named: Record<string, string> = { '\n': '\\n', '\t': '\\t', '\u001b': '\\E' };
  return named[char] ?? `\\${char}`;
}

/** Quotes as `printf %q` and completion do: a backslash before each special character. */
export function backslashWord(word: string): string {
  if (word === '') return "''";
  if (/[\n\t\u001b]/.test(word)) return quoteWord(word);
  return word.replace(/[^\w@%+:,./=\u0080-\uffff^-]/g, '\\$&');
}

/** Quotes as `export -p` does: in double quotes. */
export function doubleQuote(text: string): string {
  return `"${text.replace(/[\\"$`]/g, '\\$&')}"`;
}

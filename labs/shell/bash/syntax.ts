import { parse, type ParseError, type Script, type Statement, type Word } from 'unbash';

export type CommandNode = Statement['command'];

/** What became of a text: a script to run, or why there is none. */
export type Parsed =
  | { readonly kind: 'script'; readonly script: Script }
  /** The reader is in the middle of something: bash prompts with `> `. */
  | { readonly kind: 'incomplete'; readonly messages: readonly string[]; readonly position: number }
  | { readonly kind: 'error'; readonly token: string; readonly position: number };

/** Reads a text as bash does. Shape: the text ends where a line ends. */
export function parseScript(text: string): Parsed {
  if (/(^|[^\\])(\\\\)*\\$/.test(text)) {
    return {
      kind: 'incomplete',
      messages: ['syntax error: unexpected end of file'],
      position: text.length,
    };
  }
  const script = parse(text);
  const error = script.errors?.[0] ?? nestedError(script);
  if (error === undefined) {
    return hasOpenHereDocument(script, text)
      ? { kind: 'incomplete', messages: [], position: text.length }
      : { kind: 'script', script };
  }
  const open = openEnd(error, text);
  if (open !== undefined) {
    const position = open.endsWith("`)'") ? text.length : error.pos;
    return { kind: 'incomplete', messages: [open], position };
  }
  return { kind: 'error', token: tokenAt(text, error.pos), position: error.pos };
}

/** Where an error says that the text merely stops too early: bash's words for it. */
function openEnd(error: ParseError, text: string): string | undefined {
  const quote = /^unterminated (single|double|backtick|command|param|arith|.*sub)/.exec(
    error.message,
  );
  if (quote) {
    const closing: Record<string, string> = { single: "'", double: '"', backtick: '`', param: '}' };
    return `unexpected EOF while looking for matching \`${closing[quote[1] ?? ''] ?? ')'}'`;
  }
  const isAtEnd = /^\s*[{(]?\s*$/.test(text.slice(error.pos));
  if (!isAtEnd || /redirect target|operator/.test(error.message)) return undefined;
  return 'syntax error: unexpected end of file';
}

function tokenAt(text: string, position: number): string {
  const rest = text.slice(position).replace(/^[ \t]+/, '');
  const token = /^(;;&|;;|;&|&&|\|\||\|&|[;&|()<>]|[^\s;&|()<>]+)/.exec(rest)?.[0];
  return token ?? 'newline';
}

/** An error inside `$(…)` of a word: only those that the outer parser let pass. */
function nestedError(script: Script): ParseError | undefined {
  let found: ParseError | undefined;
  forEachNode(script, (node) => {
    if (node.type === 'Script' && node['source'] === undefined) {
      found ??= (node as { errors?: readonly ParseError[] }).errors?.[0];
    }
  });
  return found;
}

function hasOpenHereDocument(script: Script, text: string): boolean {
  let isOpen = false;
  if (!text.includes('<<')) return false;
  forEachNode(script, (node) => {
    if (node.type === 'HereDoc' && node['closing'] === undefined) isOpen = true;
  });
  return isOpen;
}

/** Visits every node. JSON's own walk does it: unbash's nodes resolve what they put off for it. */
function forEachNode(
  script: Script,
  visit: (node: { type: string; [key: string]: unknown }) => void,
): void {
  JSON.stringify(script, (_, value) => {
    if (typeof value?.type === 'string') visit(value);
    return value;
  });
}

/** Reads a text as one word, as brace expansion makes new ones. */
export function parseWord(text: string): Word | undefined {
  const command = parse(`: ${text}`).commands[0]?.command;
  const word = command?.type === 'Command' ? command.suffix[0] : undefined;
  return word?.type === 'Word' ? word : undefined;
}

import type { Task } from '../../cluster/kernel/index.ts';
import { runScript } from './execute.ts';
import type { Shell } from './shell.ts';
import { parseScript, type Parsed } from './syntax.ts';

/**
 * Reads a text and runs it.
 *
 * Shape:   `from` stands in bash's messages: `-c: `, `eval: `, or '' for a file or a prompt
 * Errors:  2 after a message, where the text can't be read
 */
export function* runText(shell: Shell, text: string, from: string): Task<number> {
  const parsed = parseScript(text);
  if (parsed.kind === 'script') return yield* runScript(shell, text, parsed.script);
  yield* shell.process.warn(formatSyntaxError(shell, text, parsed, from));
  return 2;
}

/** The messages for a text that is no script. */
export function formatSyntaxError(
  shell: Shell,
  text: string,
  parsed: Exclude<Parsed, { kind: 'script' }>,
  from: string,
): string {
  const where = (position: number): string =>
    shell.isInteractive && from === ''
      ? `${shell.name}: `
      : `${shell.name}: ${from}line ${text.slice(0, position).split('\n').length}: `;
  if (parsed.kind === 'error') {
    const { position, token } = parsed;
    const message = `${where(position)}syntax error near unexpected token \`${token}'\n`;
    if (shell.isInteractive && from === '') return message;
    const line = text.split('\n')[text.slice(0, position).split('\n').length - 1] ?? '';
    return `${message}${where(position)}\`${line}'\n`;
  }
  const isQuote = /matching `[^)]/.test(parsed.messages[0] ?? '');
  const end = isQuote
    ? where(parsed.position)
    : where(text.length).replace(/\d+/, (line) =>
        String(Number(line) + (text.endsWith('\n') ? 0 : 1)),
      );
  return parsed.messages.map((message) => `${end}${message}\n`).join('');
}

/**
 * Commands as Go's programs have them: cobra, the library that lies over pflag in etcdctl and
 * etcdutl.
 *
 * The words of a command line that are no flags name the command, and may be cut short where that
 * is clear.
 *
 * Source: github.com/spf13/cobra v1.8
 */
import type { Flag } from './pflag.ts';

/** What the usage of one command tells. */
export interface Usage {
  /** The words that call it, its program first: `etcdutl snapshot`. */
  readonly path: string;
  /** How it is called; left out where it only holds other commands. */
  readonly line?: string;
  readonly commands?: readonly { readonly name: string; readonly short: string }[];
  readonly flags: readonly Flag[];
  /** Flags that it has from the command above it. */
  readonly inherited?: readonly Flag[];
}

/** The narrowest that a list of commands is. Units: columns */
const NAME_WIDTH = 11;

/** Says how a command is used. Source: cobra's `UsageTemplate` */
export function formatUsage({ path, line, commands = [], flags, inherited = [] }: Usage): string {
  const hasCommands = commands.length > 0;
  const list = commands.map(({ name, short }) => `  ${name.padEnd(NAME_WIDTH)} ${short}\n`);
  return [
    'Usage:\n',
    line === undefined ? '' : `  ${line}\n`,
    hasCommands ? `  ${path} [command]\n\nAvailable Commands:\n${list.join('')}` : '',
    flags.length > 0 ? `\nFlags:\n${formatFlags(flags)}` : '',
    inherited.length > 0 ? `\nGlobal Flags:\n${formatFlags(inherited)}` : '',
    hasCommands ? `\nUse "${path} [command] --help" for more information about a command.\n` : '',
  ].join('');
}

/** The flag that every command has. */
export function helpFlag(name: string): Flag {
  return {
    name: 'help',
    short: 'h',
    type: 'bool',
    initial: 'false',
    usage: `help for ${name}`,
    implied: 'true',
  };
}

const typeNames: Readonly<Record<Flag['type'], string>> = {
  bool: '',
  string: ' string',
  strings: ' strings',
  int64: ' int',
  uint64: ' uint',
  duration: ' duration',
};

/** A line for each flag, by name. Source: pflag `FlagUsages` */
function formatFlags(flags: readonly Flag[]): string {
  const rows = [...flags]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, short, type, initial, usage }) => {
      const start = short === undefined ? '      ' : `  -${short}, `;
      const isZero = ['', '0', '0s', 'false'].includes(initial);
      const shown = type === 'string' ? `"${initial}"` : initial;
      return [
        `${start}--${name}${typeNames[type]}`,
        isZero ? usage : `${usage} (default ${shown})`,
      ] as const;
    });
  const width = Math.max(...rows.map(([left]) => left.length)) + 3;
  return rows.map(([left, right]) => `${left.padEnd(width)}${right}\n`).join('');
}

/** Takes the first word that is no flag, nor the value of one of these flags. */
export function takeWord(words: string[], flags: readonly Flag[]): string | undefined {
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === '--') return undefined;
    if (!word.startsWith('-')) return words.splice(at, 1)[0];
    const known = flags.find(({ name, short }) => word === `--${name}` || word === `-${short}`);
    if (known && known.type !== 'bool') at++;
  }
  return undefined;
}

/** The name that a word means: itself, or the only one that it is the beginning of. */
export function matchName(word: string, names: readonly string[]): string | undefined {
  if (names.includes(word)) return word;
  const longer = names.filter((other) => other.startsWith(word));
  return longer.length === 1 ? longer[0] : undefined;
}

/** What is said of a word that names no command, with those that may have been meant. */
export function unknownCommand(word: string, path: string, names: readonly string[]): string {
  return `unknown command "${word}" for "${path}"${suggest(word, names)}`;
}

/** Source: cobra's `SuggestionsFor`: at most two letters away, or the beginning of a name. */
function suggest(word: string, names: readonly string[]): string {
  const near = [...names]
    .sort()
    .filter((other) => distance(word, other) <= 2 || other.startsWith(word.toLowerCase()));
  if (near.length === 0) return '';
  return `\n\nDid you mean this?\n${near.map((other) => `\t${other}\n`).join('')}`;
}

/** How many letters differ (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(same, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

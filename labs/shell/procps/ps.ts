import type { Process, Program } from '../../cluster/kernel/index.ts';
import { processName, terminalOf } from '../../cluster/machine/index.ts';
import { columnAliases, columns, type Column } from './ps-column.ts';

const layouts = {
  short: ['pid', 'tty', 'time', 'name'],
  full: ['uid', 'pid', 'ppid', 'c', 'stime', 'tty', 'time', 'cmd'],
  bsd: ['pid', 'tty', 'stat', 'cputime', 'args'],
  user: [
    ...['user', 'pid', 'pcpu', 'pmem', 'vsz', 'rss', 'tty', 'stat', 'start', 'cputime', 'args'],
  ],
} as const;

const USAGE = `
Usage:
 ps [options]

 Try 'ps --help <simple|list|output|threads|misc|all>'
  or 'ps --help <s|l|o|t|m|a>'
 for additional help text.

For more details see ps(1).
`;

/** What a command line of `ps` asks for. */
interface Request {
  names: readonly string[];
  /** Headers that `-o` gives: `pid=NUMBER`. */
  headers: (string | undefined)[];
  selects: (process: Process, reader: Process) => boolean;
  hasHeader: boolean;
  isWide: boolean;
}

/** `ps`: the processes of this machine. */
export const ps: Program = function* (process, argv) {
  const request = parse(argv.slice(1));
  if (typeof request === 'string') {
    yield* process.warn(`error: ${request}\n${USAGE}`);
    return 1;
  }
  const shown = [...process.host.processes.values()].filter((other) =>
    request.selects(other, process),
  );
  const table = request.names.map((name) => columns[name]!);
  const titles = table.map(({ header }, at) => request.headers[at] ?? header);
  const rows = shown.map((other) => table.map(({ value }) => value(other, process)));
  const width = request.isWide ? undefined : process.streams[1]?.terminal?.size.columns;
  const isTitled = request.hasHeader && titles.some((title) => title !== '');
  for (const row of isTitled ? [titles, ...rows] : rows) {
    yield* process.print(`${layOut(row, table).slice(0, width)}\n`);
  }
  return shown.length > 0 ? 0 : 1;
};

function layOut(row: readonly string[], table: readonly Column[]): string {
  const cells = row.map((cell, at) => {
    const { isRight, width } = table[at]!;
    if (isRight) return cell.padStart(width);
    return at === row.length - 1 ? cell : cell.padEnd(width);
  });
  return cells.join(' ');
}

const isOnSameTerminal = (process: Process, reader: Process): boolean =>
  terminalOf(process) === terminalOf(reader);

/** Errors: what ps says of options that it does not know. */
function parse(words: readonly string[]): Request | string {
  const request: Request = {
    names: layouts.short,
    headers: [],
    selects: isOnSameTerminal,
    hasHeader: true,
    isWide: false,
  };
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const error = word.startsWith('-')
      ? takeUnixOption(word, rest, request)
      : takeBsdOptions(word, request);
    if (error !== undefined) return error;
  }
  return request;
}

function takeUnixOption(word: string, rest: string[], request: Request): string | undefined {
  if (word === '--no-headers' || word === '--no-heading') {
    request.hasHeader = false;
    return undefined;
  }
  // Like the real one: `-aux` is taken for what was meant.
  if (/^-a?ux/.test(word)) return takeBsdOptions(word.slice(1), request);
  const letters = word.slice(1);
  for (let at = 0; at < letters.length; at++) {
    const letter = letters[at]!;
    if (letter === 'e' || letter === 'A') request.selects = () => true;
    else if (letter === 'f') request.names = layouts.full;
    else if (letter === 'w') request.isWide = true;
    else if (letter === 'p' || letter === 'C' || letter === 'o') {
      const value = letters.slice(at + 1) || rest.shift();
      if (value === undefined) return 'option requires an argument';
      return takeValue(letter, value, request);
    } else return 'unsupported SysV option';
  }
  return undefined;
}

function takeValue(letter: 'p' | 'C' | 'o', value: string, request: Request): string | undefined {
  const items = value.split(/[, ]+/);
  if (letter === 'p') {
    if (!items.every((item) => /^\d+$/.test(item))) return 'process ID list syntax error';
    request.selects = ({ pid }) => items.includes(String(pid));
  } else if (letter === 'C') {
    request.selects = (process) => items.includes(processName(process));
  } else {
    const named = items.map((item) => item.split('=') as [string, string?]);
    const names = named.map(([name]) => columnAliases[name] ?? name);
    const unknown = names.findIndex((name) => columns[name] === undefined);
    if (unknown >= 0) return `unknown user-defined format specifier "${named[unknown]![0]}"`;
    request.names = names;
    request.headers = named.map(([, header]) => header);
  }
  return undefined;
}

function takeBsdOptions(word: string, request: Request): string | undefined {
  if (/^\d+$/.test(word)) return takeValue('p', word, request);
  const letters = new Set(word);
  for (const letter of letters) {
    if (!'auxwfe'.includes(letter)) return 'unsupported option (BSD syntax)';
  }
  if (letters.has('u')) request.names = layouts.user;
  else if (request.names === layouts.short) request.names = layouts.bsd;
  if (letters.has('a') && letters.has('x')) request.selects = () => true;
  else if (letters.has('x')) request.selects = () => true;
  else if (letters.has('a')) request.selects = (process) => terminalOf(process) !== undefined;
  if (letters.has('w')) request.isWide = true;
  return undefined;
}

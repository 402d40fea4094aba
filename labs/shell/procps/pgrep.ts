import { parseSignal, type Process, type Program } from '../../cluster/kernel/index.ts';
import { processName } from '../../cluster/machine/index.ts';
import { hasOption, lastOption, parseOptions, type ParsedOptions } from '../getopt.ts';

const matching = { full: 'f', exact: 'x', newest: 'n', oldest: 'o', inverse: 'v', count: 'c' };
const pgrepOptions = { ...matching, 'list-name': 'l', 'list-full': 'a', delimiter: 'd:' };
const pkillOptions = { ...matching, signal: ':', echo: 'e' };

/** procps' exit codes: none matched, and bad words. */
const NONE = 1;
const USAGE = 2;

/** `pgrep`: finds processes by name. */
export const pgrep: Program = function* (process, argv) {
  const parsed = parseOptions(argv.slice(1), pgrepOptions);
  if ('error' in parsed) {
    yield* process.warn(`pgrep: ${parsed.error}\n`);
    return USAGE;
  }
  const found = find(process, parsed);
  if (typeof found === 'string') {
    yield* process.warn(`pgrep: ${found}\nTry \`pgrep --help' for more information.\n`);
    return USAGE;
  }
  if (hasOption(parsed, 'count')) yield* process.print(`${found.length}\n`);
  else if (found.length > 0) {
    const delimiter = lastOption(parsed, 'delimiter') ?? '\n';
    const lines = found.map((other) => {
      if (hasOption(parsed, 'list-full')) return `${other.pid} ${other.argv.join(' ')}`;
      return hasOption(parsed, 'list-name') ? `${other.pid} ${processName(other)}` : other.pid;
    });
    yield* process.print(`${lines.join(delimiter)}\n`);
  }
  return found.length > 0 ? 0 : NONE;
};

/** `pkill`: sends a signal to processes by name. */
export const pkill: Program = function* (process, argv) {
  const words = argv.slice(1);
  const at = words.findIndex((word) => /^-\w+$/.test(word) && parseSignal(word.slice(1)));
  const early = at < 0 ? undefined : words.splice(at, 1)[0]!.slice(1);
  const parsed = parseOptions(words, pkillOptions);
  if ('error' in parsed) {
    yield* process.warn(`pkill: ${parsed.error}\n`);
    return USAGE;
  }
  const text = early ?? lastOption(parsed, 'signal') ?? 'TERM';
  const signal = parseSignal(text);
  if (signal === undefined && text !== '0') {
    yield* process.warn(`pkill: Unknown signal "${text}".\n`);
    return USAGE;
  }
  const found = find(process, parsed);
  if (typeof found === 'string') {
    yield* process.warn(`pkill: ${found}\nTry \`pkill --help' for more information.\n`);
    return USAGE;
  }
  for (const other of found) {
    if (hasOption(parsed, 'echo')) {
      yield* process.print(`${processName(other)} killed (pid ${other.pid})\n`);
    }
    if (signal !== undefined) other.signal(signal);
  }
  if (hasOption(parsed, 'count')) yield* process.print(`${found.length}\n`);
  return found.length > 0 ? 0 : NONE;
};

/** `pidof`: the numbers of all processes of that name, newest first. */
export const pidof: Program = function* (process, argv) {
  const names = argv.slice(1).filter((word) => !word.startsWith('-'));
  const isOne = argv.includes('-s');
  const found = [...process.host.processes.values()]
    .filter((other) => names.includes(processName(other)) || names.includes(other.argv[0] ?? ''))
    .map(({ pid }) => pid)
    .toReversed();
  if (found.length === 0) return NONE;
  yield* process.print(`${(isOne ? found.slice(0, 1) : found).join(' ')}\n`);
  return 0;
};

/** Errors: what pgrep says where there is no pattern to match. */
function find(process: Process, parsed: ParsedOptions): Process[] | string {
  const [pattern, extra] = parsed.operands;
  if (extra !== undefined) return 'only one pattern can be provided';
  if (pattern === undefined) return 'no matching criteria specified';
  const matcher = compile(hasOption(parsed, 'exact') ? `^(?:${pattern})$` : pattern);
  if (matcher === undefined) return `regex error: ${pattern}`;
  const isFull = hasOption(parsed, 'full');
  const isInverse = hasOption(parsed, 'inverse');
  const found = [...process.host.processes.values()].filter((other) => {
    if (other === process) return false;
    return matcher.test(isFull ? other.argv.join(' ') : processName(other)) !== isInverse;
  });
  if (hasOption(parsed, 'newest')) return found.slice(-1);
  return hasOption(parsed, 'oldest') ? found.slice(0, 1) : found;
}

function compile(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern);
  } catch {
    return undefined;
  }
}

import { parseSignal, signalNumbers, wait, type Program } from '../../cluster/kernel/index.ts';
import { processName } from '../../cluster/machine/index.ts';
import { hasOption, lastOption, parseOptions, type ParsedOptions } from '../getopt.ts';

const table = {
  exact: 'e',
  'ignore-case': 'I',
  quiet: 'q',
  regexp: 'r',
  signal: 's:',
  verbose: 'v',
  wait: 'w',
};

const USAGE = `Usage: killall [OPTION]... [--] NAME...
       killall -l, --list
       killall -V, --version

  -e,--exact          require exact match for very long names
  -I,--ignore-case    case insensitive process name match
  -q,--quiet          don't print complaints
  -r,--regexp         interpret NAME as an extended regular expression
  -s,--signal SIGNAL  send this signal instead of SIGTERM
  -v,--verbose        report if the signal was successfully sent
  -w,--wait           wait for processes to die

`;

/**
 * `killall`: sends a signal to all processes of a name; signal 0 only asks whether there is one.
 *
 * Differs: the options that the usage text here leaves out are not there
 */
export const killall: Program = function* (process, argv) {
  const words = argv.slice(1);
  const at = words.findIndex((word) => /^-(\d+|[A-Z][A-Z0-9]+)$/.test(word));
  const early = at < 0 ? undefined : words.splice(at, 1)[0]!.slice(1);
  const parsed = parseOptions(words, table);
  if ('error' in parsed || parsed.operands.length === 0) {
    if ('error' in parsed) yield* process.warn(`killall: ${parsed.error}\n`);
    yield* process.warn(USAGE);
    return 1;
  }
  const text = early ?? lastOption(parsed, 'signal') ?? 'TERM';
  const signal = text === '0' ? 'none' : parseSignal(text);
  if (signal === undefined) {
    yield* process.warn(`${text}: unknown signal; killall -l lists signals.\n`);
    return 1;
  }
  let code = 0;
  for (const name of parsed.operands) {
    const pattern = compile(name, parsed);
    if (pattern === undefined) {
      yield* process.warn(`killall: Bad regular expression: ${name}\n`);
      return 1;
    }
    const found = [...process.host.processes.values()].filter(
      (other) => other !== process && pattern.test(processName(other)),
    );
    for (const other of found) {
      if (signal !== 'none') other.signal(signal);
      if (hasOption(parsed, 'verbose')) {
        const number = signal === 'none' ? 0 : signalNumbers[signal];
        const who = `${processName(other)}(${other.pid})`;
        yield* process.warn(`Killed ${who} with signal ${number}\n`);
      }
    }
    if (hasOption(parsed, 'wait')) for (const other of found) yield* wait(other.exited);
    if (found.length > 0) continue;
    if (!hasOption(parsed, 'quiet')) yield* process.warn(`${name}: no process found\n`);
    code = 1;
  }
  return code;
};

function compile(name: string, parsed: ParsedOptions): RegExp | undefined {
  const literal = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const source = hasOption(parsed, 'regexp') ? name : `^${literal}$`;
  try {
    return new RegExp(source, hasOption(parsed, 'ignore-case') ? 'i' : '');
  } catch {
    return undefined;
  }
}

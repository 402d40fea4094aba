/**
 * watch: a command again and again, on the whole screen.
 *
 * The command runs under `sh -c` with its output in a pipe; when it has ended, what it wrote is
 * drawn (screen.ts), and the next run begins an interval later.
 *
 * What it leaves out: colours in the output (`-c`), `-e`, `-q` and `-p`.
 *
 * Source: procps 4.0.2, as it prints on Debian 12
 */
import {
  after,
  Condition,
  exitStatus,
  makePipe,
  select,
  wait,
  type Environment,
  type Process,
  type Program,
  type Task,
} from '../../cluster/kernel/index.ts';
import { machineOf } from '../../cluster/machine/index.ts';
import { readAll } from '../coreutils/input.ts';
import { FullScreen } from '../full-screen.ts';
import { hasOption, lastOption, parseOptions, type OptionTable } from '../getopt.ts';
import { drawRun, type WatchStyle } from './screen.ts';

const options: OptionTable = {
  differences: 'd::',
  interval: 'n:',
  'no-title': 't',
  chgexit: 'g',
  beep: 'b',
  exec: 'x',
  help: 'h',
  version: 'v',
};

const USAGE = `
Usage:
 watch [options] command

Options:
  -b, --beep             beep if command has a non-zero exit
  -d, --differences[=<permanent>]
                         highlight changes between updates
  -g, --chgexit          exit when output from command changes
  -n, --interval <secs>  seconds to wait between updates
  -t, --no-title         turn off header
  -x, --exec             pass command to exec instead of "sh -c"

 -h, --help     display this help and exit
 -v, --version  output version information and exit

For more details see watch(1).
`;

/** Shorter intervals are not allowed. Units: seconds */
const SHORTEST_SECONDS = 0.1;

export const watch: Program = function* (process, argv, env) {
  const parsed = parseOptions(argv.slice(1), options, { stopsAtOperand: true });
  if ('error' in parsed) {
    yield* process.warn(`watch: ${parsed.error}\n${USAGE}`);
    return 1;
  }
  if (hasOption(parsed, 'version')) {
    yield* process.print('watch from procps-ng 4.0.2\n');
    return 0;
  }
  const isHelp = hasOption(parsed, 'help');
  if (isHelp || parsed.operands.length === 0) {
    yield* isHelp ? process.print(USAGE) : process.warn(USAGE);
    return isHelp ? 0 : 1;
  }
  const text = lastOption(parsed, 'interval') ?? '2';
  const seconds = Number(text.replace(',', '.'));
  if (!/^\d*[.,]?\d+$|^\d+[.,]$/.test(text)) {
    yield* process.warn(`watch: failed to parse argument: '${text}': Invalid argument\n`);
    return 1;
  }
  const style: WatchStyle = {
    command: parsed.operands.join(' '),
    seconds: Math.max(seconds, SHORTEST_SECONDS),
    hasTitle: !hasOption(parsed, 'no-title'),
    hasMarks: hasOption(parsed, 'differences'),
  };
  const isDirect = hasOption(parsed, 'exec');
  const words = isDirect ? parsed.operands : ['sh', '-c', style.command];
  return yield* repeat(process, env, words, style, {
    endsOnChange: hasOption(parsed, 'chgexit'),
    beeps: hasOption(parsed, 'beep'),
  });
};

interface Ends {
  readonly endsOnChange: boolean;
  readonly beeps: boolean;
}

function* repeat(
  process: Process,
  env: Environment,
  words: readonly string[],
  style: WatchStyle,
  { beeps, endsOnChange }: Ends,
): Task<number> {
  const screen = new FullScreen(process);
  const interrupted = new Condition();
  process.onSignal('SIGINT', () => interrupted.notify());
  process.onSignal('SIGTERM', () => interrupted.notify());
  yield* screen.open();
  let before: string | undefined;
  for (;;) {
    const run = process.go(runOnce(process, env, words, (output) => (result = output)));
    let result: Output | undefined;
    const first = yield* select({ done: run.done, stop: interrupted.changed });
    if (first.which === 'stop' || result === undefined) break;
    const { code, text }: Output = result;
    if (beeps && code !== 0) yield* process.print('\u0007');
    yield* screen.paint(drawRun(process, style, screen.size, text, before));
    if (endsOnChange && before !== undefined && before !== text) break;
    before = text;
    const pause = after(Math.round(style.seconds * 1_000_000));
    const next = yield* select({ pause, stop: interrupted.changed });
    if (next.which === 'stop') break;
  }
  yield* screen.close();
  return 0;
}

interface Output {
  readonly text: string;
  readonly code: number;
}

function* runOnce(
  process: Process,
  env: Environment,
  words: readonly string[],
  done: (output: Output) => void,
): Task<void> {
  const machine = machineOf(process);
  const program = machine.findProgram(words[0]!, process.cwd, env['PATH'])?.program;
  if (program === undefined) {
    done({ text: `watch: ${words[0]}: No such file or directory\n`, code: 127 });
    return;
  }
  const { reader, writer } = makePipe();
  reader.retain();
  const streams = [process.streams[0]!, writer, writer];
  const { group } = process;
  const child = machine.spawn({ program, argv: words, env, streams, group, parent: process });
  const text = yield* readAll(reader);
  const exit = yield* wait(child.exited);
  reader.release();
  done({ text, code: exitStatus(exit) });
}

export const watchPrograms: ReadonlyMap<string, Program> = new Map([['/usr/bin/watch', watch]]);

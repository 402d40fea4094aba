import {
  after,
  exitStatus,
  never,
  parseSignal,
  select,
  type Exit,
  type Process,
  type Program,
  type Signal,
  type Task,
} from '../../cluster/kernel/index.ts';
import { hasOption, lastOption, parseOptions, type ParsedOptions } from '../getopt.ts';
import { parseDuration } from './duration.ts';
import { familyOf, spawnChild } from './spawn-child.ts';

const options = {
  'kill-after': 'k:',
  signal: 's:',
  'preserve-status': '',
  foreground: '',
  verbose: 'v',
};

/** What `timeout` ends with: the time was up, or it could not begin. */
const TIMED_OUT = 124;
const FAILED = 125;

const HINT = "Try 'timeout --help' for more information.\n";

/** `timeout`: runs a command, and ends it when its time is up. */
export const timeout: Program = function* (process, argv, environment) {
  const parsed = parseOptions(argv.slice(1), options, { stopsAtOperand: true });
  if ('error' in parsed) {
    yield* process.warn(`timeout: ${parsed.error}\n${HINT}`);
    return FAILED;
  }
  const limits = limitsOf(parsed);
  if (typeof limits === 'string') {
    yield* process.warn(limits + HINT);
    return FAILED;
  }
  const words = parsed.operands.slice(1);
  const child = spawnChild(process, words, environment);
  if ('why' in child) {
    yield* process.warn(`timeout: failed to run command ‘${words[0]}’: ${child.why}\n`);
    return child.code;
  }
  process.onSignal('SIGTERM', () => child.signal('SIGTERM'));
  return yield* watch(process, child, limits);
};

interface Limits {
  readonly limitUs: number;
  /** Undefined where nothing follows the first signal. */
  readonly killAfterUs: number | undefined;
  readonly signal: Signal;
  readonly signalText: string;
  readonly keepsStatus: boolean;
  readonly isVerbose: boolean;
}

/** Errors: what timeout says of a command line that it can't use. */
function limitsOf(parsed: ParsedOptions): Limits | string {
  const signalText = lastOption(parsed, 'signal') ?? 'TERM';
  const signal = parseSignal(signalText);
  if (signal === undefined) return `timeout: ‘${signalText}’: invalid signal\n`;
  const killAfter = lastOption(parsed, 'kill-after');
  const killAfterUs = killAfter === undefined ? undefined : parseDuration(killAfter);
  if (killAfter !== undefined && killAfterUs === undefined) {
    return `timeout: invalid time interval ‘${killAfter}’\n`;
  }
  const [duration, command] = parsed.operands;
  if (duration === undefined || command === undefined) return missingOperand(duration);
  const limitUs = parseDuration(duration);
  if (limitUs === undefined) return `timeout: invalid time interval ‘${duration}’\n`;
  return {
    limitUs,
    killAfterUs,
    signal,
    signalText,
    keepsStatus: hasOption(parsed, 'preserve-status'),
    isVerbose: hasOption(parsed, 'verbose'),
  };
}

function missingOperand(last: string | undefined): string {
  return last === undefined
    ? 'timeout: missing operand\n'
    : `timeout: missing operand after ‘${last}’\n`;
}

function* watch(process: Process, child: Process, limits: Limits): Task<number> {
  const { killAfterUs, limitUs, signal } = limits;
  const timer = limitUs === 0 ? never : after(limitUs);
  const first = yield* select({ exited: child.exited, timer });
  if (first.which === 'exited') {
    // It ends as its command did, so that whoever waits for it can tell.
    const { signal: cause } = first.value;
    if (cause !== undefined) {
      process.onSignal(cause, undefined);
      process.signal(cause);
    }
    return exitStatus(first.value);
  }
  yield* end(process, child, signal, limits);
  const last = killAfterUs === undefined ? never : after(killAfterUs);
  const second = yield* select({ exited: child.exited, last });
  if (second.which === 'exited') return statusAfter(second.value, limits);
  yield* end(process, child, 'SIGKILL', limits);
  const third = yield* select({ exited: child.exited });
  return exitStatus(third.value);
}

function* end(process: Process, child: Process, signal: Signal, limits: Limits): Task<void> {
  if (limits.isVerbose) {
    const command = child.argv[0];
    yield* process.warn(`timeout: sending signal ${signal.slice(3)} to command ‘${command}’\n`);
  }
  for (const member of familyOf(child)) {
    member.signal(signal);
    member.signal('SIGCONT');
  }
  // It belongs to the group that it signals, and nothing holds against this one.
  if (signal === 'SIGKILL') process.signal(signal);
}

function statusAfter(exit: Exit, { keepsStatus, signal }: Limits): number {
  return keepsStatus || signal === 'SIGKILL' ? exitStatus(exit) : TIMED_OUT;
}

import {
  parseSignal,
  signalNumbers,
  type Process,
  type Program,
  type Signal,
} from '../../cluster/kernel/index.ts';

/** Linux's names for signals 1 to 31. */
const NAMES =
  'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP ' +
  'TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH POLL PWR SYS';

const USAGE = `
Usage:
 kill [options] <pid> [...]

Options:
 <pid> [...]            send signal to every <pid> listed
 -<signal>, -s, --signal <signal>
                        specify the <signal> to be sent
 -q, --queue <value>    integer value to be sent with the signal
 -l, --list=[<signal>]  list all signal names, or convert one to a name
 -L, --table            list all signal names in a nice table

 -h, --help     display this help and exit
 -V, --version  output version information and exit

For more details see kill(1).
`;

/** `kill` as a program of its own; a shell has a builtin that stands before it. */
export const kill: Program = function* (process, argv) {
  const words = argv.slice(1);
  if (words[0] === '-l' || words[0] === '--list' || words[0] === '-L') {
    yield* process.print(words[1] === undefined ? `${foldNames()}\n` : `${nameOf(words[1])}\n`);
    return 0;
  }
  let signal: Signal | 'none' = 'SIGTERM';
  const first = words[0] ?? '';
  const isOption = /^-./.test(first) && first !== '--';
  if (isOption) {
    const text = takeSignal(words);
    const parsed = text === '0' ? 'none' : parseSignal(text);
    if (parsed === undefined) {
      yield* process.warn(`kill: unknown signal name ${text}\n`);
      return 1;
    }
    signal = parsed;
  }
  const pids = words.filter((word) => word !== '--');
  if (pids.length === 0) {
    yield* process.warn(USAGE);
    return 1;
  }
  let code = 0;
  for (const word of pids) {
    const isNumber = /^-?\d+$/.test(word);
    const targets = isNumber ? targetsOf(process, Number(word)) : [];
    if (targets.length === 0) {
      const error = isNumber
        ? `kill: (${word}): No such process\n`
        : `kill: failed to parse argument: '${word}'\n`;
      yield* process.warn(error);
      code = 1;
    }
    if (signal !== 'none') for (const target of targets) target.signal(signal);
  }
  return code;
};

/** Takes `-9`, `-KILL`, `-s KILL` or `--signal=KILL` off the front. */
function takeSignal(words: string[]): string {
  const first = words.shift()!;
  if (first === '-s' || first === '-n' || first === '--signal') return words.shift() ?? '';
  return first.replace(/^--signal=|^-s|^-/, '');
}

/**
 * Whom a number means to kill(2): a process, a group where it is negative, and with -1 everybody
 * but process 1 and the caller.
 */
export function targetsOf(process: Process, pid: number): Process[] {
  const all = [...process.host.processes.values()];
  if (pid === -1) return all.filter((other) => other.pid !== 1 && other !== process);
  if (pid <= 0) return all.filter(({ group }) => group === (pid === 0 ? process.group : -pid));
  return all.filter((other) => other.pid === pid);
}

function nameOf(text: string): string {
  const number = Number(text);
  const names = NAMES.split(' ');
  if (Number.isInteger(number)) return names[(number % 128) - 1] ?? text;
  const signal = parseSignal(text);
  return signal === undefined ? text : String(signalNumbers[signal]);
}

function foldNames(): string {
  return NAMES.replace(' STKFLT ', ' STKFLT\n').replace(' WINCH ', ' WINCH\n');
}

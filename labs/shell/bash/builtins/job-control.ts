import {
  exitStatus,
  parseSignal,
  signalNumbers,
  wait,
  type Process,
  type Task,
} from '../../../cluster/kernel/index.ts';
import { jobState, type Job } from '../jobs.ts';
import { forgetEnded, waitForeground } from '../spawn.ts';
import type { Shell } from '../shell.ts';
import { refuseOption, type Builtin } from './builtin.ts';

export const jobs: Builtin = function* (shell, argv) {
  const option = argv.slice(1).find((word) => word.startsWith('-')) ?? '';
  if (/[^-lp]/.test(option)) {
    const usage = 'jobs [-lnprs] [jobspec ...] or jobs -x command [args]';
    return yield* refuseOption(shell, 'jobs', option.slice(0, 2), usage);
  }
  for (const job of shell.jobs.all()) {
    const state = jobState(job);
    job.toldState = state;
    const pid = String(job.processes[0]!.pid);
    const line = shell.jobs.format(job, state);
    const long = line.replace(/^(\[\d+\].) /, (_, head: string) => `${head}${pid.padStart(6)} `);
    const text = option === '-p' ? `${pid}\n` : option === '-l' ? long : line;
    yield* shell.process.print(text);
    forgetEnded(shell, job, state);
  }
  return 0;
};

function* findJob(shell: Shell, name: string, spec: string): Task<Job | undefined> {
  const job = shell.jobs.find(spec);
  if (job === undefined) yield* shell.complain(`${name}: ${spec || 'current'}: no such job`);
  return job;
}

function signalJob(job: Job, signal: Parameters<Process['signal']>[0]): void {
  for (const process of job.processes) process.signal(signal);
}

export const fg: Builtin = function* (shell, argv) {
  if (shell.terminal === undefined) {
    yield* shell.complain('fg: no job control');
    return 1;
  }
  const job = yield* findJob(shell, 'fg', argv[1] ?? '');
  if (job === undefined) return 1;
  yield* shell.process.print(`${job.text}\n`);
  shell.terminal.foregroundGroup = job.processes[0]!.group;
  signalJob(job, 'SIGCONT');
  shell.jobs.makeCurrent(job);
  job.toldState = 'Running';
  const status = yield* waitForeground(shell, job.processes, job.text);
  forgetEnded(shell, job, jobState(job));
  return status;
};

export const bg: Builtin = function* (shell, argv) {
  if (shell.terminal === undefined) {
    yield* shell.complain('bg: no job control');
    return 1;
  }
  const job = yield* findJob(shell, 'bg', argv[1] ?? '');
  if (job === undefined) return 1;
  signalJob(job, 'SIGCONT');
  job.toldState = 'Running';
  yield* shell.process.print(`[${job.number}]+ ${job.text} &\n`);
  return 0;
};

export const waitBuiltin: Builtin = function* (shell, argv) {
  const words = argv.slice(1);
  if (words.length === 0) {
    for (const job of shell.jobs.all()) yield* waitForJob(shell, job);
    return 0;
  }
  let status = 0;
  for (const word of words) {
    const job = word.startsWith('%') ? shell.jobs.find(word) : shell.jobs.findPid(Number(word));
    const ended = shell.jobs.endedStatus(Number(word));
    if (job) status = yield* waitForJob(shell, job);
    else if (ended !== undefined) status = ended;
    else {
      const isPid = /^\d+$/.test(word);
      const text = isPid ? `pid ${word} is not a child of this shell` : `${word}: no such job`;
      yield* shell.complain(`wait: ${text}`);
      status = 127;
    }
  }
  return status;
};

function* waitForJob(shell: Shell, job: Job): Task<number> {
  for (const process of job.processes) yield* wait(process.exited);
  const status = exitStatus(job.processes.at(-1)!.exit!);
  if (!shell.isInteractive) shell.jobs.remove(job);
  return status;
}

const killUsage =
  'kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n';

export const kill: Builtin = function* (shell, argv) {
  const words = argv.slice(1);
  let name = 'TERM';
  if (words[0] === '-l' || words[0] === '-L') {
    yield* shell.process.print(
      `${Object.keys(signalNumbers)
        .map((each) => each.slice(3))
        .join(' ')}\n`,
    );
    return 0;
  }
  if (words[0] === '-s' || words[0] === '-n') {
    name = words[1] ?? '';
    words.splice(0, 2);
  } else if (words[0]?.startsWith('-') && words[0] !== '--') name = words.shift()!.slice(1);
  if (words[0] === '--') words.shift();
  const signal = parseSignal(name);
  if (signal === undefined && name !== '0') {
    yield* shell.complain(`kill: ${name}: invalid signal specification`);
    return 1;
  }
  if (words.length === 0) {
    yield* shell.process.warn(killUsage);
    return 2;
  }
  let status = 0;
  for (const word of words) {
    const targets = yield* killTargets(shell, word);
    if (targets === undefined) status = 1;
    for (const process of targets ?? []) if (signal) process.signal(signal);
  }
  return status;
};

/** Which processes a word names. Errors: undefined after a message. */
function* killTargets(shell: Shell, word: string): Task<readonly Process[] | undefined> {
  const { processes } = shell.machine;
  if (word.startsWith('%')) return (yield* findJob(shell, 'kill', word))?.processes;
  if (!/^-?\d+$/.test(word)) {
    yield* shell.complain(`kill: ${word}: arguments must be process or job IDs`);
    return undefined;
  }
  const pid = Number(word);
  const targets =
    pid > 0
      ? [processes.get(pid)].filter((process) => process !== undefined)
      : [...processes.values()].filter((process) => process.group === -pid);
  if (targets.length > 0) return targets;
  yield* shell.complain(`kill: (${word}) - No such process`);
  return undefined;
}

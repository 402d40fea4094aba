import {
  exitStatus,
  SECOND,
  select,
  sleep,
  type Process,
  type Program,
  type Stream,
  type Task,
} from '../../cluster/kernel/index.ts';
import { jobState, signalTexts, type Job } from './jobs.ts';
import { PROCESSES_MAX, type Shell } from './shell.ts';
import { Unwind, unwind } from './unwind.ts';

/** What a subshell does. Shape: gets a copy of the shell, returns its status */
export type SubshellBody = (inner: Shell) => Task<number>;

/** Starts a process of the shell's machine. Errors: where there are too many, leaves the line. */
export function* spawnProcess(
  shell: Shell,
  program: Program,
  argv: readonly string[],
  streams: readonly Stream[],
  group: number | undefined,
  env = shell.variables.exported(),
): Task<Process | undefined> {
  if (shell.machine.processes.size >= PROCESSES_MAX) {
    yield* shell.complain('fork: retry: Resource temporarily unavailable');
    yield* sleep(SECOND);
    unwind('abort', 254);
  }
  const parent = shell.process;
  const common = { program, argv, env, streams, parent };
  return shell.machine.spawn(group === undefined ? common : { ...common, group });
}

/** Starts a copy of the shell as a process of its own. */
export function* spawnSubshell(
  shell: Shell,
  streams: readonly Stream[],
  group: number | undefined,
  body: SubshellBody,
): Task<Process | undefined> {
  const program: Program = function* (process) {
    return yield* runToEnd(shell.fork(process), body);
  };
  return yield* spawnProcess(shell, program, shell.process.argv, streams, group);
}

/** Runs a shell's body, and turns what it may throw into a status. */
export function* runToEnd(shell: Shell, body: SubshellBody): Task<number> {
  try {
    return yield* body(shell);
  } catch (error) {
    if (!(error instanceof Unwind)) throw error;
    return error.kind === 'break' || error.kind === 'continue' ? 0 : error.value;
  }
}

/**
 * Waits for a job in the foreground: gives it the terminal, takes it back, and tells what ended it.
 *
 * Shape:   the status of its last process
 * Errors:  a job that ^C ended takes the rest of an interactive line with it
 */
export function* waitForeground(
  shell: Shell,
  processes: readonly Process[],
  text: string,
): Task<number> {
  const { terminal } = shell;
  if (terminal) terminal.foregroundGroup = processes[0]!.group;
  try {
    for (const process of processes) {
      const first = yield* select({ exited: process.exited, stopped: process.stopped });
      if (first.which === 'stopped' && terminal) return yield* suspend(shell, processes, text);
    }
  } finally {
    if (terminal) {
      terminal.foregroundGroup = shell.process.group;
      terminal.mode = 'cooked';
    }
  }
  const last = processes.at(-1)!;
  yield* tellOfSignal(shell, last, text);
  return exitStatus(last.exit!);
}

/** A shell that gives out the terminal has one job per ^Z to remember. */
function* suspend(shell: Shell, processes: readonly Process[], text: string): Task<number> {
  const known = shell.jobs.findPid(processes[0]!.pid);
  const job = known ?? shell.jobs.add(processes, text);
  shell.jobs.makeCurrent(job);
  job.toldState = 'Stopped';
  yield* shell.process.warn(`\n${shell.jobs.format(job)}`);
  return unwind('interrupt', 148);
}

function* tellOfSignal(shell: Shell, process: Process, text: string): Task<void> {
  const signal = process.exit?.signal;
  if (signal === undefined || signal === 'SIGPIPE') return;
  if (signal === 'SIGINT') {
    if (shell.terminal === undefined) return;
    yield* shell.process.warn('\n');
    unwind('interrupt', 130);
  }
  const words = signalTexts[signal] ?? signal;
  if (shell.isInteractive) yield* shell.process.warn(`${words}\n`);
  else if (signal !== 'SIGTERM') {
    const pid = String(process.pid).padStart(5);
    yield* shell.complain(`${pid} ${words.padEnd(24)}${text}`.trimStart());
  } else yield* shell.process.warn(`${words}\n`);
}

/** Tells of jobs that have ended since the last prompt, and forgets them. */
export function* notifyJobs(shell: Shell): Task<void> {
  for (const job of shell.jobs.all()) {
    const state = jobState(job);
    if (state === job.toldState) continue;
    job.toldState = state;
    if (shell.isInteractive) yield* shell.process.warn(shell.jobs.format(job, state));
    forgetEnded(shell, job, state);
  }
}

/** Forgets a job once it has ended. */
export function forgetEnded(shell: Shell, job: Job, state: string): void {
  if (state !== 'Running' && state !== 'Stopped') shell.jobs.remove(job);
}

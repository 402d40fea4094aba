import { exitStatus, type Exit, type Process, type Signal } from '../../cluster/kernel/index.ts';

/** A pipeline that the shell started: its processes, and what was typed for it. */
export interface Job {
  readonly number: number;
  readonly processes: readonly Process[];
  readonly text: string;
  /** What the user was told last: a job whose state has changed since is told of at the prompt. */
  toldState: string;
}

/** What a job is doing, as `jobs` prints it. */
export function jobState(job: Job): string {
  if (job.processes.some((process) => process.state === 'stopped')) return 'Stopped';
  if (job.processes.some((process) => process.state !== 'exited')) return 'Running';
  const exit = job.processes.at(-1)!.exit!;
  if (exit.signal !== undefined) return signalTexts[exit.signal] ?? exit.signal;
  return exit.code === 0 ? 'Done' : `Exit ${exit.code}`;
}

/** The words that strsignal(3) has for a process's death. */
export const signalTexts: Partial<Record<Signal, string>> = {
  SIGHUP: 'Hangup',
  SIGINT: 'Interrupt',
  SIGQUIT: 'Quit',
  SIGKILL: 'Killed',
  SIGUSR1: 'User defined signal 1',
  SIGUSR2: 'User defined signal 2',
  SIGPIPE: 'Broken pipe',
  SIGTERM: 'Terminated',
};

/** How many ended processes a shell remembers, so that `wait` can still ask for them. */
const REMEMBERED_MAX = 100;

/** The jobs of one shell, by number, and the two that `+` and `-` mark. */
export class Jobs {
  readonly #jobs = new Map<number, Job>();
  readonly #ended = new Map<number, Exit>();
  /** Numbers, the present job last. */
  #order: number[] = [];

  add(processes: readonly Process[], text: string): Job {
    const number = Math.max(0, ...this.#jobs.keys()) + 1;
    const job: Job = { number, processes, text, toldState: 'Running' };
    this.#jobs.set(number, job);
    this.makeCurrent(job);
    return job;
  }

  makeCurrent(job: Job): void {
    this.#order = [...this.#order.filter((other) => other !== job.number), job.number];
  }

  remove(job: Job): void {
    this.#jobs.delete(job.number);
    this.#order = this.#order.filter((other) => other !== job.number);
    for (const process of job.processes) {
      if (process.exit) this.#ended.set(process.pid, process.exit);
    }
    for (const pid of this.#ended.keys()) {
      if (this.#ended.size <= REMEMBERED_MAX) break;
      this.#ended.delete(pid);
    }
  }

  all(): readonly Job[] {
    return [...this.#jobs.values()];
  }

  /** The status of a process that ended and whose job is gone from the list. */
  endedStatus(pid: number): number | undefined {
    const exit = this.#ended.get(pid);
    return exit && exitStatus(exit);
  }

  /** Finds what `%1`, `%+`, `%-`, `%name` or '' mean. */
  find(spec: string): Job | undefined {
    const name = spec.replace(/^%/, '');
    if (name === '' || name === '+' || name === '%') return this.#jobs.get(this.#order.at(-1) ?? 0);
    if (name === '-') return this.#jobs.get(this.#order.at(-2) ?? this.#order.at(-1) ?? 0);
    if (/^\d+$/.test(name)) return this.#jobs.get(Number(name));
    return this.all().find((job) => job.text.startsWith(name));
  }

  findPid(pid: number): Job | undefined {
    return this.all().find((job) => job.processes.some((process) => process.pid === pid));
  }

  /** One line of `jobs`. Shape: `[1]+  Running                 sleep 50 &` */
  format(job: Job, state = jobState(job)): string {
    const [last, before] = [this.#order.at(-1), this.#order.at(-2)];
    const mark = job.number === last ? '+' : job.number === before ? '-' : ' ';
    const text = state === 'Running' ? `${job.text} &` : job.text;
    return `[${job.number}]${mark}  ${state.padEnd(24)}${text}\n`;
  }
}

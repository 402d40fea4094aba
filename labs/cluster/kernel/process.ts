import { Condition } from './condition.ts';
import type { Host } from './host.ts';
import type { Kernel } from './kernel.ts';
import type { Environment } from './program.ts';
import type { Random } from './random.ts';
import { signalNumbers, type Exit, type Signal } from './signal.ts';
import type { Stream, StreamError } from './stream.ts';
import { Thread } from './thread.ts';
import { never, type Task, type Wait } from './wait.ts';

/** What a process lets go of when it ends: sockets, listeners. */
export interface Resource {
  /** Called once, when the process ends; `isPowerLoss` where the whole host went dark. */
  release(isPowerLoss: boolean): void;
}

export interface ProcessOptions {
  readonly pid: number;
  readonly parentPid: number;
  readonly group: number;
  readonly host: Host;
  readonly argv: readonly string[];
  readonly env: Environment;
  readonly cwd: string;
  /** Descriptors 0, 1, 2 and any more. The process holds each until it ends. */
  readonly streams: readonly Stream[];
}

/**
 * A running program: its pid, its threads, its descriptors and what a signal does to it.
 *
 * Keeps:   once it has exited, none of its threads runs again and all it held is released
 */
export class Process {
  readonly pid: number;
  /** 1 once the parent has gone. */
  parentPid: number;
  /** Why the last write that failed did. */
  writeError: StreamError | undefined;
  readonly host: Host;
  readonly argv: readonly string[];
  readonly env: Environment;
  readonly startedAtUs: number;
  /** Luck of its own: forked from the lab's seed by host, boot, pid and name. */
  readonly random: Random;
  group: number;
  cwd: string;
  /** What `ps` shows beside the command. */
  state: 'running' | 'stopped' | 'exited' = 'running';
  exit: Exit | undefined;
  /** True for process 1 of a machine: a signal reaches it only where it has a handler. */
  isInit = false;
  /**
   * What an onlooker may see of the program: a plain value, made when asked. For pictures and
   * checks.
   */
  view: (() => unknown) | undefined;
  readonly streams: Stream[];
  readonly #threads = new Set<Thread>();
  readonly #resources = new Set<Resource>();
  readonly #handlers = new Map<Signal, (() => void) | 'ignore'>();
  /** What waits for SIGCONT. */
  readonly #parked: (() => void)[] = [];
  readonly #ended = new Condition();
  readonly #halted = new Condition();

  constructor(options: ProcessOptions) {
    this.pid = options.pid;
    this.parentPid = options.parentPid;
    this.group = options.group;
    this.host = options.host;
    this.argv = options.argv;
    this.env = options.env;
    this.cwd = options.cwd;
    this.streams = options.streams.map((stream) => stream.retain());
    this.startedAtUs = this.kernel.nowUs;
    const { argv, host, pid } = options;
    const name = `${host.name}/${host.bootCount}/${pid}/${argv[0] ?? ''}`;
    this.random = this.kernel.random.fork(name);
  }

  get kernel(): Kernel {
    return this.host.kernel;
  }

  get nowUs(): number {
    return this.host.kernel.nowUs;
  }

  /** Wakes with how the process ended; at once where it has. */
  get exited(): Wait<Exit> {
    return {
      arm: (wake, timers) => {
        if (this.exit === undefined) {
          return this.#ended.changed.arm(() => wake(this.exit!), timers);
        }
        wake(this.exit);
        return () => undefined;
      },
    };
  }

  /** Wakes when a signal stops the process; at once where it is stopped. */
  get stopped(): Wait<void> {
    return {
      arm: (wake, timers) => {
        if (this.state !== 'stopped') return this.#halted.changed.arm(wake, timers);
        wake(undefined);
        return () => undefined;
      },
    };
  }

  /** Starts another thread of this process. It ends with the process, or by its `cancel`. */
  go(task: Task<unknown>): Thread {
    const thread = new Thread(this, task, () => this.#threads.delete(thread));
    this.#threads.add(thread);
    this.kernel.resume(thread, undefined);
    return thread;
  }

  /** Ties something to the life of the process. */
  hold(resource: Resource): void {
    this.#resources.add(resource);
  }

  letGo(resource: Resource): void {
    this.#resources.delete(resource);
  }

  /** Reads from descriptor 0. Errors: '' at the end of the file. */
  *read(): Task<string> {
    const stream = this.streams[0];
    return stream === undefined ? '' : yield* stream.read();
  }

  /** Writes to descriptor 1. A reader that has gone ends the process with SIGPIPE. */
  *print(text: string): Task<void> {
    yield* this.writeTo(1, text);
  }

  /** Writes to descriptor 2. */
  *warn(text: string): Task<void> {
    yield* this.writeTo(2, text);
  }

  /** Writes to any descriptor. Shape: true where all was written. */
  *writeTo(descriptor: number, text: string): Task<boolean> {
    if (text === '') return true;
    const error = yield* this.streams[descriptor]?.write(text) ?? noStream();
    if (error === 'EPIPE') {
      this.signal('SIGPIPE');
      if (this.state === 'exited') yield never;
    }
    if (error !== undefined) this.writeError = error;
    return error === undefined;
  }

  /**
   * Says what a signal does: calls `handler`, is ignored, or (undefined) has its default effect.
   */
  onSignal(signal: Signal, handler: (() => void) | 'ignore' | undefined): void {
    if (handler === undefined) this.#handlers.delete(signal);
    else this.#handlers.set(signal, handler);
  }

  /**
   * Sends a signal: SIGKILL and SIGSTOP always work; the rest run the handler where there is one.
   *
   * Differs: a stopped process gets its handlers' calls at once, not after SIGCONT
   */
  signal(signal: Signal): void {
    if (this.state === 'exited') return;
    if (signal === 'SIGCONT') this.#continue();
    const handler = this.#handlers.get(signal);
    if (signal !== 'SIGKILL' && signal !== 'SIGSTOP' && handler !== undefined) {
      if (handler !== 'ignore') handler();
      return;
    }
    if (signal === 'SIGCONT' || signal === 'SIGWINCH' || this.isInit) return;
    if (signal === 'SIGSTOP' || signal === 'SIGTSTP') {
      this.state = 'stopped';
      this.#halted.notify();
    } else {
      this.end({ code: 128 + signalNumbers[signal], signal });
    }
  }

  /** Ends the process now: threads, descriptors, sockets. */
  end(exit: Exit, isPowerLoss = false): void {
    if (this.state === 'exited') return;
    this.state = 'exited';
    this.exit = exit;
    for (const thread of this.#threads) thread.cancel();
    this.#threads.clear();
    for (const resource of this.#resources) resource.release(isPowerLoss);
    this.#resources.clear();
    for (const stream of this.streams) stream.release();
    this.host.removeProcess(this);
    this.#ended.notify();
  }

  /** For the kernel: keeps what may run now until SIGCONT, as a stopped process needs. */
  park(run: () => void): void {
    this.#parked.push(run);
  }

  #continue(): void {
    if (this.state !== 'stopped') return;
    this.state = 'running';
    for (const run of this.#parked.splice(0)) run();
  }
}

function* noStream(): Task<'EBADF'> {
  return 'EBADF';
}

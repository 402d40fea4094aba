import { Channel, exitStatus, wait, type Process, type Task } from '../kernel/index.ts';
import { JournalStream, machineOf } from '../machine/index.ts';
import type { Loader } from './loader.ts';
import type { Parsed } from './parse-configuration.ts';
import { portFaults } from './ports.ts';
import { Worker } from './worker.ts';

type Event = 'reload' | 'SIGTERM' | 'SIGUSR1' | Process;

/** How many signals and dead workers may wait to be looked at. */
const EVENTS_MAX = 64;

/**
 * The process that systemd knows. It starts a worker, and another one when it is asked to reload; a
 * file that is wrong leaves the old worker at its work. When the present worker dies, it ends too.
 *
 * Source: HAProxy 2.6 src/mworker.c, and what it says when signalled
 */
export class Master {
  readonly #process: Process;
  readonly #loader: Loader;
  readonly #events = new Channel<Event>(EVENTS_MAX);
  /** Present and former, in the order of their start. */
  #workers: Process[] = [];
  #current: { readonly process: Process; readonly worker: Worker } | undefined;

  constructor(process: Process, loader: Loader) {
    this.#process = process;
    this.#loader = loader;
  }

  *run(first: Parsed): Task<number> {
    const process = this.#process;
    process.view = () => this.#current?.worker.view();
    process.onSignal('SIGUSR2', () => this.#events.offer('reload'));
    process.onSignal('SIGHUP', () => this.#events.offer('reload'));
    process.onSignal('SIGTERM', () => this.#events.offer('SIGTERM'));
    process.onSignal('SIGINT', () => this.#events.offer('SIGTERM'));
    process.onSignal('SIGUSR1', () => this.#events.offer('SIGUSR1'));
    if (!(yield* this.#start(first))) return 1;
    machineOf(process).systemd.notifyReady(process);
    for (;;) {
      const event = (yield* this.#events.take())!;
      if (event === 'reload') yield* this.#reload();
      else if (typeof event === 'string') return yield* this.#stop(event);
      else {
        yield* this.#mourn(event);
        if (event === this.#current?.process) return yield* this.#fail(exitStatus(event.exit!));
      }
    }
  }

  *#reload(): Task<void> {
    yield* this.#loader.say('NOTICE', 'Reloading HAProxy');
    this.#loader.forget();
    const parsed = yield* this.#loader.read();
    const isStarted = parsed !== undefined && (yield* this.#start(parsed));
    if (!isStarted) yield* this.#loader.say('WARNING', 'Loading failure!');
  }

  /** Starts a worker; the one before gives its ports up. Errors: false where a port is taken */
  *#start(parsed: Parsed): Task<boolean> {
    const process = this.#process;
    const former = this.#current?.process;
    const faults = portFaults(process.host, parsed, (pid) => pid === former?.pid, true);
    for (const fault of faults) yield* this.#loader.say('ALERT', fault);
    if (faults.length > 0) return false;
    former?.signal('SIGUSR1');
    const worker = new Worker(parsed);
    const streams = process.streams.map((stream) => {
      return stream instanceof JournalStream ? stream.forChild() : stream;
    });
    const child = process.host.spawn({
      program: worker.program,
      argv: process.argv,
      env: process.env,
      streams,
      parent: process,
      group: process.group,
    });
    for (const stream of streams) if (stream instanceof JournalStream) stream.pid = child.pid;
    this.#current = { process: child, worker };
    this.#workers.push(child);
    process.go(this.#watch(child));
    process.hold({ release: (isPowerLoss) => endWith(child, isPowerLoss) });
    yield* this.#loader.say('NOTICE', `New worker (${child.pid}) forked`);
    yield* this.#loader.say('NOTICE', 'Loading success.');
    return true;
  }

  *#watch(child: Process): Task<void> {
    yield* wait(child.exited);
    this.#events.offer(child);
  }

  /** Says how a worker ended. */
  *#mourn(child: Process): Task<void> {
    this.#workers = this.#workers.filter((other) => other !== child);
    const code = exitStatus(child.exit!);
    const isCurrent = child === this.#current?.process;
    const how = `(${child.pid}) exited with code ${code} (${nameOf(code)})`;
    const level = isCurrent && code !== 0 ? 'ALERT' : 'WARNING';
    yield* this.#loader.say(level, `${isCurrent ? 'Current' : 'Former'} worker ${how}`);
  }

  /** Ends with its workers: at once, or once their last connections have ended. */
  *#stop(signal: 'SIGTERM' | 'SIGUSR1'): Task<number> {
    yield* this.#loader.say('WARNING', 'Exiting Master process...');
    for (const child of this.#workers) child.signal(signal);
    return yield* this.#await(0);
  }

  *#fail(code: number): Task<number> {
    yield* this.#loader.say('ALERT', 'exit-on-failure: killing every processes with SIGTERM');
    for (const child of this.#workers) child.signal('SIGTERM');
    return yield* this.#await(code);
  }

  *#await(code: number): Task<number> {
    while (this.#workers.length > 0) {
      const event = (yield* this.#events.take())!;
      if (event === 'SIGTERM') for (const child of this.#workers) child.signal('SIGTERM');
      else if (typeof event !== 'string') yield* this.#mourn(event);
    }
    yield* this.#loader.say('WARNING', `All workers exited. Exiting... (${code})`);
    return code;
  }
}

/** A worker that has lost its master ends. */
function endWith(child: Process, isPowerLoss: boolean): void {
  if (!isPowerLoss) child.signal('SIGKILL');
}

function nameOf(code: number): string {
  return { 137: 'Killed', 143: 'Terminated' }[code] ?? 'Exit';
}

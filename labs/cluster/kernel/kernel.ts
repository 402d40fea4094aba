/**
 * The kernel: virtual time, and all that happens in it.
 *
 * In Kubernetes there is no such part. It stands where Linux and the clock on the wall stand: it
 * runs the processes of every simulated machine, one at a time, and nothing else in the lab makes
 * anything happen. There is one event queue, ordered by (time, sequence), in whole microseconds. A
 * process is a generator: it yields what it waits for and is resumed with the answer; killing it
 * ends it wherever it waits. Threads that can run now run in the order in which they were woken,
 * before the clock moves.
 *
 * The same seed and the same inputs give the same trace, byte for byte, in every engine. So
 * nothing in here, or above here, may ask the real clock, draw real luck, or wait for a promise.
 *
 * What it leaves out: processors (work costs no virtual time unless a program sleeps), memory,
 * users, and threads that interrupt one another.
 */
import { EventQueue } from './queue.ts';
import { Network } from './network.ts';
import type { Host } from './host.ts';
import type { Process } from './process.ts';
import { Random } from './random.ts';
import type { Thread } from './thread.ts';
import { Trace } from './trace.ts';
import type { Disarm, Timers } from './wait.ts';

/** A bug in a program of the lab: an exception that nobody caught. */
export interface Panic {
  readonly atUs: number;
  readonly process: string;
  readonly error: unknown;
}

export class Kernel implements Timers {
  readonly random: Random;
  readonly trace = new Trace();
  readonly network: Network;
  readonly hosts: Host[] = [];
  /** Uncaught exceptions, at most 100. Tests assert that there are none. */
  readonly panics: Panic[] = [];
  readonly #queue = new EventQueue();
  #runnable: { readonly thread: Thread; readonly value: unknown }[] = [];
  #nowUs = 0;
  #steps = 0;

  constructor(seed: string) {
    this.random = new Random(seed);
    this.network = new Network(this);
  }

  get nowUs(): number {
    return this.#nowUs;
  }

  /** How many steps have run: with the time, it says exactly where an input fell. */
  get steps(): number {
    return this.#steps;
  }

  after(delayUs: number, run: () => void): Disarm {
    const event = this.#queue.add(this.#nowUs + Math.max(0, Math.round(delayUs)), run);
    return () => {
      event.run = undefined;
    };
  }

  /** Makes a thread runnable. It runs in turn, at the present time. */
  resume(thread: Thread, value: unknown): void {
    this.#runnable.push({ thread, value });
  }

  /** When the next step is due; undefined where nothing will ever happen by itself. */
  get nextAtUs(): number | undefined {
    return this.#runnable.length > 0 ? this.#nowUs : this.#queue.peek()?.atUs;
  }

  /**
   * Runs until the clock stands at `untilUs`, or until `maxSteps` steps have run.
   *
   * Shape:   true where it got there; false where steps are left to do before that time
   * Units:   microseconds of virtual time
   */
  run(untilUs: number, maxSteps = Number.MAX_SAFE_INTEGER): boolean {
    for (let left = maxSteps; left > 0; left--) {
      if (!this.#step(untilUs)) {
        this.#nowUs = Math.max(this.#nowUs, untilUs);
        return true;
      }
    }
    return false;
  }

  /** Runs what is left to do at the present time, and no further. Errors: as `run`. */
  settle(maxSteps = Number.MAX_SAFE_INTEGER): boolean {
    return this.run(this.#nowUs, maxSteps);
  }

  /** Runs exactly up to step `steps`, as a replay needs it before it gives the next input. */
  runToStep(steps: number): void {
    while (this.#steps < steps && this.#step(Number.MAX_SAFE_INTEGER));
  }

  /**
   * Moves the clock on where nothing is due before `atUs`: for a replay, to where an input fell.
   */
  moveTo(atUs: number): void {
    const nextAtUs = this.nextAtUs ?? atUs;
    this.#nowUs = Math.max(this.#nowUs, Math.min(atUs, nextAtUs));
  }

  #step(untilUs: number): boolean {
    if (this.#runnable.length > 0) {
      this.#runTurn();
      return true;
    }
    const event = this.#queue.takeUntil(untilUs);
    if (event === undefined) return false;
    this.#steps++;
    this.#nowUs = event.atUs;
    event.run!();
    return true;
  }

  /** One turn: every thread that was runnable when the turn began. */
  #runTurn(): void {
    const turn = this.#runnable;
    this.#runnable = [];
    this.#steps++;
    for (const { thread, value } of turn) {
      if (thread.isDone) continue;
      const { process } = thread;
      if (process.state === 'stopped') process.park(() => this.resume(thread, value));
      else this.#advance(thread, value);
    }
  }

  #advance(thread: Thread, value: unknown): void {
    try {
      thread.advance(value);
    } catch (error) {
      this.#panic(thread.process, error);
    }
  }

  /** For what a program does outside its threads: an exception ends its process all the same. */
  runAs(process: Process, run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#panic(process, error);
    }
  }

  #panic(process: Process, error: unknown): void {
    const name = `${process.host.name}/${process.argv[0] ?? ''}[${process.pid}]`;
    if (this.panics.length < 100) this.panics.push({ atUs: this.#nowUs, process: name, error });
    this.trace.add({ atUs: this.#nowUs, kind: 'panic', from: name, what: String(error) });
    process.end({ code: 134 });
  }
}

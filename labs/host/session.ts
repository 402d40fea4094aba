/**
 * A session: one lab, open. The part that all hosts share.
 *
 * It holds the cluster, records the inputs, runs virtual time when it is told to, and hands out
 * what the reader should see. It has no clock of its own: a host calls `advance` with the virtual
 * time to reach and a number of steps to take at most, so a page never blocks, and the same inputs
 * at the same steps give the same run in every host.
 */
import { SECOND, type TraceEvent } from '../cluster/kernel/index.ts';
import { COMMANDS_KEPT, type CommandRecord, type Lesson } from '../lessons/lesson.ts';
import type { Toolbox } from '../shell/programs.ts';
import { applyFault } from '../topology/apply-fault.ts';
import { Cluster } from '../topology/cluster.ts';
import { Gateway } from '../topology/gateway.ts';
import { takeMachineSnapshot, takeSnapshot } from '../topology/snapshot.ts';
import type { Outfit } from '../topology/outfits/outfits.ts';
import type { MachineSnapshot, Snapshot, Traffic } from '../topology/snapshot-shape.ts';
import type { HttpPiece, Input, Moment, Recording, RecordedInput, StepResult } from './protocol.ts';
import { Solver } from './solver.ts';
import { StepList } from './step-list.ts';

/** How many messages one snapshot carries at most; the rest only passed by. */
const TRAFFIC_KEPT = 120;

/** How many inputs a record holds: hours of typing. Beyond it the oldest run can't be replayed. */
const INPUTS_KEPT = 50_000;

export interface SessionOptions {
  readonly lesson: Lesson;
  /** The one that the lesson's topology names. */
  readonly outfit: Outfit;
  readonly seed?: string;
  /** Steps done on an earlier visit. */
  readonly passed?: readonly string[];
}

export class Session {
  readonly cluster: Cluster;
  readonly lesson: Lesson;
  readonly seed: string;
  readonly record: RecordedInput[] = [];
  readonly #commands: CommandRecord[] = [];
  readonly #ended = new Map<string, number>();
  readonly #steps: StepList;
  readonly #solver: Solver;
  readonly #gateway: Gateway;
  #messages: TraceEvent[] = [];

  constructor({ lesson, outfit, seed = lesson.seed, passed = [] }: SessionOptions) {
    this.lesson = lesson;
    this.seed = seed;
    this.cluster = new Cluster(lesson.topology, seed, outfit);
    this.#steps = new StepList(lesson, passed);
    this.#solver = new Solver(this);
    this.#gateway = new Gateway(this.cluster);
    this.cluster.kernel.trace.observe((event) => this.#observe(event));
    this.cluster.boot();
  }

  get nowUs(): number {
    return this.cluster.kernel.nowUs;
  }

  /** Command lines that ended, oldest first. */
  get commands(): readonly CommandRecord[] {
    return this.#commands;
  }

  /** How many command lines ever ended on a machine. */
  endedCommands(machine: string): number {
    return this.#ended.get(machine) ?? 0;
  }

  /** Runs a fresh lab until every machine's services are up, 60 s of virtual time at the most. */
  boot(): void {
    const { kernel, machines, topology } = this.cluster;
    const isUp = (): boolean =>
      [...machines.values()].every(({ systemd }) => systemd.isBooted) &&
      topology.machines.every((spec) => isServing(takeMachineSnapshot(this.cluster, spec)));
    for (let tenths = 1; tenths <= 600 && !isUp(); tenths++) kernel.run((tenths * SECOND) / 10);
  }

  /**
   * Completes a lab that has booted: from now on it takes inputs. Every host does both, in this
   * order.
   */
  addToolbox(toolbox: Toolbox): void {
    this.cluster.addToolbox(toolbox);
    this.cluster.finish();
  }

  /** Gives the cluster an input now, and runs what follows at once. */
  input(input: Input): void {
    const { kernel } = this.cluster;
    if (this.record.length < INPUTS_KEPT) {
      this.record.push({ atUs: kernel.nowUs, step: kernel.steps, input });
    }
    this.#apply(input);
  }

  /** Plays a record in a session that has just been completed: each input at its own step. */
  replay(record: readonly RecordedInput[], between?: () => void): void {
    for (const recorded of record) {
      this.#runTo(recorded, between);
      this.record.push(recorded);
      this.#apply(recorded.input);
    }
  }

  /** All that another host needs to go on from here: inputs from number `since` on. */
  recording(since: number): Omit<Recording, 'skipUs'> {
    const { kernel } = this.cluster;
    return {
      seed: this.seed,
      since,
      record: this.record.slice(since),
      end: { atUs: kernel.nowUs, step: kernel.steps },
      passed: this.#steps.passed,
      solving: this.#solver.solving,
      traceHash: kernel.trace.hash,
    };
  }

  /**
   * Goes on to where another host has come to. `between` is called every so many steps: whoever
   * waits can be told how far it is.
   */
  resume({ end, passed, record, solving }: Omit<Recording, 'skipUs'>, between: () => void): void {
    this.replay(record, between);
    this.#runTo(end, between);
    this.#steps.pass(passed);
    this.#solver.resume(solving);
  }

  /**
   * Runs virtual time.
   *
   * Shape:   true where `untilUs` is reached; false where `maxSteps` ended it before
   * Units:   microseconds of virtual time
   */
  advance(untilUs: number, maxSteps: number): boolean {
    const isThere = this.cluster.kernel.run(untilUs, maxSteps);
    this.#solver.advance();
    return isThere;
  }

  /** Types a step's printed solution, line by line, as a reader would. */
  solve(step: string): void {
    const words = this.lesson.words.steps.find(({ id }) => id === step);
    if (words) this.#solver.type(words.solution);
  }

  /** What a terminal has printed since it was last asked. */
  takeOutput(terminal: string): string {
    return this.cluster.consoles.get(terminal)?.tty.takeOutput() ?? '';
  }

  takeSnapshot(): Snapshot {
    return takeSnapshot(this.cluster);
  }

  /** The latest messages since it was last asked. */
  takeTraffic(): Traffic[] {
    const messages = this.#messages;
    this.#messages = [];
    return messages.slice(-TRAFFIC_KEPT).map(trafficOf);
  }

  /** The pieces of answers to clients outside since it was last asked. */
  takeHttp(): HttpPiece[] {
    return this.#gateway.take();
  }

  /** Where each step stands. */
  checkSteps(): StepResult[] {
    return this.#steps.check({ snapshot: this.takeSnapshot(), commands: this.#commands });
  }

  /** The command line of a program that runs in front of a terminal; undefined at a prompt. */
  foreground(terminal: string): string | undefined {
    const machine = this.cluster.machines.get(terminal);
    const group = this.cluster.consoles.get(terminal)?.tty.terminal.foregroundGroup;
    const all = [...(machine?.processes.values() ?? [])];
    return all.find((process) => process.group === group && !isShell(process.argv))?.argv.join(' ');
  }

  #runTo({ atUs, step }: Moment, between: (() => void) | undefined): void {
    const { kernel } = this.cluster;
    while (kernel.steps < step) {
      const before = kernel.steps;
      kernel.runToStep(between ? Math.min(step, before + STEPS_BETWEEN) : step);
      between?.();
      // Nothing is left to run: the record is not of this lab.
      if (kernel.steps === before) break;
    }
    kernel.moveTo(atUs);
  }

  #apply(input: Input): void {
    const { kernel, consoles } = this.cluster;
    switch (input.type) {
      case 'fault':
        applyFault(this.cluster, input.fault);
        break;
      case 'type':
        consoles.get(input.terminal)?.tty.input(input.text);
        break;
      case 'resize':
        consoles.get(input.terminal)?.tty.resize({ columns: input.columns, rows: input.rows });
        break;
      case 'http':
        this.#gateway.send(input);
        break;
      case 'http-cancel':
        this.#gateway.cancel(input.id);
        break;
    }
    kernel.settle(SETTLE_STEPS);
  }

  #observe(event: TraceEvent): void {
    if ((event.kind === 'send' || event.kind === 'drop') && event.from !== event.to) {
      this.#messages.push(event);
      if (this.#messages.length > 2 * TRAFFIC_KEPT) this.#messages.splice(0, TRAFFIC_KEPT);
      return;
    }
    if (event.kind !== 'command') return;
    const { atUs, from: machine, what: line, code = 0 } = event;
    this.#ended.set(machine, this.endedCommands(machine) + 1);
    this.#commands.push({ atUs, machine, line, code, snapshot: this.takeSnapshot() });
    if (this.#commands.length > COMMANDS_KEPT) this.#commands.shift();
  }
}

/** Members know a leader, API servers are ready, the balancer has found its servers. */
function isServing({ units, pods }: MachineSnapshot): boolean {
  return (
    [...units, ...pods].every(
      ({ etcd, apiserver, balancer }) =>
        (etcd === undefined || etcd.leaderId !== undefined) &&
        (apiserver === undefined || apiserver.isReady) &&
        (balancer === undefined || balancer.servers.every(({ isUp }) => isUp)),
    ) && pods.every(({ state }) => state === 'running')
  );
}

/** How far a replay runs before it says so. Units: kernel steps. */
const STEPS_BETWEEN = 2_000;

/** A keystroke settles in a few steps; the bound only guards the page. */
const SETTLE_STEPS = 100_000;

function isShell(argv: readonly string[]): boolean {
  return /(^|[-/])(ba)?sh$/.test(argv[0] ?? '');
}

function trafficOf({ atUs, from, to = '', what: kind, arrivesAtUs }: TraceEvent): Traffic {
  return { atUs, from, to, kind, ...(arrivesAtUs && { arrivesAtUs }) };
}

/**
 * Simulation by seed: the whole etcd cluster, real members with their logs on simulated disks,
 * real peers and clients on a simulated network, and an enemy. Nothing here is mocked: it is the
 * code that the labs run.
 *
 *     seed ─▶ cluster of 3 or 5 ◀── clients put and get
 *                  ▲     │
 *     faults ──────┘     └──▶ checkers look on from outside
 *
 * A run starts a cluster, lets a nemesis break it for a while as the clients go on asking, heals
 * everything, and requires that the cluster serves again and remembers all that it has promised.
 * One seed decides everything, so a failure is a seed: `node tests/simulation/run.ts SEED` shows
 * it again.
 *
 * `cluster.ts` builds the machines, `client.ts` asks, `nemesis.ts` draws faults (`fault.ts` says
 * which there are), `checkers/` holds one rule a file, `failure.ts` prints what went wrong. Some
 * faults are too contrived for luck: `figure-8.ts` and `returning-member.ts` are enemies with a
 * plan.
 *
 * An administrator replaces members meanwhile (`administrator.ts`), somebody holds a lease
 * (`lease-keeper.ts`), clocks go wrong, and members take snapshots after a few entries. A witness
 * watches (`witness.ts`), and an archivist compacts the store, and reads what is left of the past
 * (`archivist.ts`).
 *
 * What it leaves out: deletes and transactions, disks that are full or lie.
 *
 * Source: the manner is TigerBeetle's simulator; the rules are those of the Raft paper, figure 3,
 *         and of etcd's KV API guarantees.
 */
import {
  MILLISECOND,
  SECOND,
  type Process,
  type TraceEvent,
} from '../../labs/cluster/kernel/index.ts';
import type { Bug } from '../../labs/cluster/etcd/raft/index.ts';
import { makeEtcd } from '../../labs/cluster/etcd/member.ts';
import { makeCheckers, type Checker, type Finding } from './checkers/index.ts';
import { administratorProgram } from './administrator.ts';
import { archivistProgram, type Archive } from './archivist.ts';
import { clientProgram } from './client.ts';
import { SimulatedCluster } from './cluster.ts';
import type { Change, History, Operation } from './history.ts';
import { historianProgram, type Recollection } from './historian.ts';
import { leaseKeeperProgram, type KeptLease } from './lease-keeper.ts';
import { Nemesis } from './nemesis.ts';
import type { Violation } from './violation.ts';
import { witnessProgram } from './witness.ts';

/** Who breaks the cluster: when it acts next, and what it does then. Stops at `Infinity`. */
export interface Enemy {
  readonly nextAtUs: number;
  act(): void;
}

export interface SimulationOptions {
  readonly seed: string;
  readonly bugs?: ReadonlySet<Bug>;
  /** 3 or 5, by luck, where left out. */
  readonly members?: number;
  readonly enemy?: (cluster: SimulatedCluster) => Enemy;
  /** True where nobody is to disturb the enemy's plan: the clients ask for nothing. */
  readonly isQuiet?: boolean;
  /** How long the enemy and the clients have. Units: microseconds of virtual time. */
  readonly durationUs?: number;
}

/** How a run went. */
export interface Outcome {
  readonly seed: string;
  readonly violation: Violation | undefined;
  readonly operations: readonly Operation[];
  readonly endedAtUs: number;
  readonly traceHash: string;
  /** The latest events, up to the violation where there is one, oldest first. */
  readonly trace: readonly TraceEvent[];
}

const DURATION_US = 20 * SECOND;
/**
 * When clients and nemesis begin: there is a leader by then. Of five new members that start at once
 * each asks the four others for a second, whether it is known already.
 */
const START_US = 8 * SECOND;
const LOOK_US = 50 * MILLISECOND;
/** After healing: how long until the cluster must have served somebody, and remember everything. */
const RECOVERY_US = 60 * SECOND;
/** Between two looks: a quiet cluster takes about a hundred. */
const STEPS_MAX = 200_000;
const KEYS = ['a', 'b', 'c'];
const CLIENTS = 4;

/** Runs one seed to its end, or to the first rule that is broken. */
export function simulate(options: SimulationOptions): Outcome {
  return new Simulation(options).run();
}

class Simulation {
  readonly #options: SimulationOptions;
  readonly #cluster: SimulatedCluster;
  readonly #checkers: readonly Checker[];
  readonly #operations: Operation[] = [];
  readonly #leases: KeptLease[] = [];
  readonly #told: Change[] = [];
  readonly #archive: Archive = { told: this.#told, lookups: [], compactRevision: 0 };
  #violation: Violation | undefined;
  /** What led to it. */
  #trace: readonly TraceEvent[] | undefined;

  constructor(options: SimulationOptions) {
    this.#options = options;
    const { seed, bugs } = options;
    const members = options.members ?? (seedNumber(seed) % 2 === 0 ? 3 : 5);
    const etcd = makeEtcd(bugs);
    this.#cluster = new SimulatedCluster({ seed, members, clients: CLIENTS, etcd });
    this.#checkers = makeCheckers(this.#cluster);
    this.#cluster.kernel.trace.observe((event) => {
      for (const { see } of this.#checkers) if (see) this.#note(see(event));
    });
  }

  run(): Outcome {
    this.#runTo(START_US);
    const untilUs = START_US + (this.#options.durationUs ?? DURATION_US);
    const clients = this.#options.isQuiet ? [] : this.#startClients(untilUs);
    this.#suffer(untilUs);
    if (this.#violation === undefined) this.#judge(clients);
    const { kernel } = this.#cluster;
    return {
      seed: this.#options.seed,
      violation: this.#violation,
      operations: this.#operations,
      endedAtUs: kernel.nowUs,
      traceHash: kernel.trace.hash,
      trace: this.#trace ?? kernel.trace.since(0),
    };
  }

  #startClients(untilUs: number): Process[] {
    const cluster = this.#cluster;
    const { endpoints, clients } = cluster;
    const programs = clients.map((machine) => {
      const { name } = machine;
      const options = { name, endpoints, keys: KEYS, untilUs, record: this.#operations };
      return cluster.spawn(machine, name, clientProgram(options));
    });
    const [first, last] = [clients[0]!, clients.at(-1)!];
    const keeper = leaseKeeperProgram(endpoints, untilUs, this.#leases);
    programs.push(cluster.spawn(first, 'lease-keeper', keeper));
    if (this.#options.enemy !== undefined) return programs;
    cluster.spawn(first, 'witness', witnessProgram(endpoints, this.#told));
    const archivist = archivistProgram(endpoints, KEYS, untilUs, this.#archive);
    const administrator = administratorProgram(cluster, untilUs);
    programs.push(cluster.spawn(first, 'archivist', archivist));
    return [...programs, cluster.spawn(last, 'administrator', administrator)];
  }

  #suffer(untilUs: number): void {
    const enemy = this.#options.enemy?.(this.#cluster) ?? new Nemesis(this.#cluster);
    while (this.#violation === undefined && this.#cluster.nowUs < untilUs) {
      this.#runTo(Math.min(enemy.nextAtUs, untilUs));
      if (this.#violation !== undefined || this.#cluster.nowUs >= untilUs) return;
      enemy.act();
      this.#look();
    }
  }

  /** Puts everything back in order, and asks what is left of all that was promised. */
  #judge(clients: readonly Process[]): void {
    this.#cluster.heal();
    this.#awaitAll(clients);
    const history = this.#recover();
    if (history !== undefined) this.#conclude(history);
  }

  /** Lets the clients have the answers to their last questions. */
  #awaitAll(clients: readonly Process[]): void {
    const untilUs = this.#cluster.nowUs + RECOVERY_US;
    const busy = (): Process | undefined => clients.find(({ state }) => state !== 'exited');
    while (this.#violation === undefined && busy() !== undefined) {
      this.#runTo(this.#cluster.nowUs + LOOK_US);
      if (this.#cluster.nowUs < untilUs) continue;
      const what = `${busy()?.argv.join(' ')} has not come to its end yet`;
      this.#note({ rule: 'the cluster serves again', what });
    }
  }

  /** Has somebody without a past write to every member in turn, and read back all that happened. */
  #recover(): History | undefined {
    const cluster = this.#cluster;
    const { compactRevision, lookups } = this.#archive;
    const forgotten = this.#told.filter(({ revision }) => revision <= compactRevision);
    const found: Recollection = { changes: forgotten, compactRevision, isComplete: false };
    const program = historianProgram(cluster.endpoints, this.#operations, found);
    cluster.spawn(cluster.clients[0]!, 'historian', program);
    const untilUs = cluster.nowUs + RECOVERY_US;
    while (!found.isComplete && this.#violation === undefined) {
      if (cluster.nowUs >= untilUs) {
        const what = `${found.waitsFor ?? 'a member'} has not answered yet`;
        this.#note({ rule: 'the cluster serves again', what });
        return undefined;
      }
      this.#runTo(Math.min(cluster.nowUs + LOOK_US, untilUs));
    }
    this.#runTo(cluster.nowUs + SECOND);
    const { changes } = found;
    const [operations, leases, told] = [this.#operations, this.#leases, this.#told];
    return { operations, changes, leases, told, lookups };
  }

  #conclude(history: History): void {
    for (const { conclude } of this.#checkers) {
      if (conclude) this.#note(conclude(this.#cluster, history));
    }
  }

  #runTo(atUs: number): void {
    const { kernel } = this.#cluster;
    while (this.#violation === undefined && kernel.nowUs < atUs) {
      if (!kernel.run(Math.min(atUs, kernel.nowUs + LOOK_US), STEPS_MAX)) {
        const what = `${STEPS_MAX} steps within ${LOOK_US / MILLISECOND} ms`;
        this.#note({ rule: 'time goes on', what });
      }
      this.#look();
    }
  }

  #look(): void {
    for (const { look } of this.#checkers) if (look) this.#note(look(this.#cluster));
  }

  #note(finding: Finding | undefined): void {
    if (finding === undefined || this.#violation !== undefined) return;
    this.#violation = { ...finding, atUs: this.#cluster.nowUs };
    this.#trace = this.#cluster.kernel.trace.since(0);
  }
}

/** Seeds that end in a number alternate between three members and five. */
function seedNumber(seed: string): number {
  return Number(/\d+$/.exec(seed)?.[0] ?? 0);
}

/**
 * Simulation by seed: the whole highly available cluster of the labs, and an enemy. Three
 * control-plane machines with kubelets, static pods, API servers, controller managers and their
 * etcd members, two workers, and HAProxy; it is the code and the manifests that the labs run.
 *
 *     seed ─▶ 3 stacked machines, 2 workers, a balancer ◀── clients: ConfigMaps
 *                           ▲     │
 *     faults ───────────────┘     └──▶ checkers look on from outside
 *
 * A run boots the cluster, lets a nemesis break it for some minutes as the clients go on asking,
 * heals what an administrator can, and requires that the rest heals itself: that the balancer leads
 * to an API server again, then that every node, pod, cache and the Lease are as before, and that
 * all that was promised is there. One seed decides everything, so a failure is a seed:
 * `node tests/simulation/kubernetes/run.ts SEED` shows it again.
 *
 * `cluster.ts` builds the machines, `client.ts` asks, `tenant.ts` gives the leader work,
 * `nemesis.ts` draws faults (`fault.ts` says which there are), `witness.ts` sits in the API servers
 * and tells what they accept, `recovery.ts` looks around when all has been healed, `checkers/`
 * holds one rule a file. `lone-leader.ts`, `slow-race.ts` and `long-outage.ts` are
 * enemies with a plan.
 *
 * What it leaves out: changes of membership, compaction while a watch is cut off, disks that are
 * full or lie, clocks that disagree, deleted ConfigMaps, watches of the clients.
 *
 * Source: the manner is that of ../simulation.ts; that every write names those before it is
 *         Jepsen's list-append
 */
import {
  MILLISECOND,
  MINUTE,
  SECOND,
  type Process,
  type TraceEvent,
} from '../../../labs/cluster/kernel/index.ts';
import type { ElectionBug } from '../../../labs/cluster/client/election-bug.ts';
import type { Enemy as AnyEnemy } from '../simulation.ts';
import type { Violation } from '../violation.ts';
import { makeCheckers, type Checker, type Finding } from './checkers/index.ts';
import { clientProgram } from './client.ts';
import { StackedCluster } from './cluster.ts';
import type { Operation } from './history.ts';
import { Nemesis } from './nemesis.ts';
import { recoveryProgram, type Recovery } from './recovery.ts';
import { Tally } from './tally.ts';
import { tenantProgram } from './tenant.ts';

/** Who breaks the cluster: when it acts next, and what it does then. Stops at `Infinity`. */
export type Enemy = AnyEnemy;

export interface SimulationOptions {
  readonly seed: string;
  readonly bugs?: ReadonlySet<ElectionBug>;
  readonly enemy?: (cluster: StackedCluster) => Enemy;
  /** How long the enemy and the clients have. Units: microseconds of virtual time. */
  readonly durationUs?: number;
}

/** How a run went. */
export interface Outcome {
  readonly seed: string;
  readonly violation: Violation | undefined;
  readonly operations: readonly Operation[];
  readonly healedAtUs: number;
  readonly recovery: Recovery;
  readonly tally: Tally;
  readonly endedAtUs: number;
  readonly traceHash: string;
  /** The latest events, up to the violation where there is one, oldest first. */
  readonly trace: readonly TraceEvent[];
}

/** When clients and nemesis begin: the cluster is up by then. */
const START_US = 30 * SECOND;
const DURATION_US = 3 * MINUTE;
const LOOK_US = 50 * MILLISECOND;
/**
 * After healing: how long until the balancer leads to an API server that accepts writes, and how
 * long until everything is as before. A kubelet starts what has failed again after 10 s, 20 s …
 * 5 min, and looks up to 30 s late. An API server that failed without its member waits for that
 * long once more, and so does a controller manager that failed without its API server.
 *
 * Measured: after the nemesis, which leaves no pause time to grow, 99 of 100 runs serve within 7 s
 * (20 s at most) and are whole within 99 s (106 s); after a long outage within 293 s and 416 s.
 */
const SERVES_WITHIN_US = 6 * MINUTE;
const WHOLE_WITHIN_US = 12 * MINUTE;
/** Between two looks: a quiet cluster takes about thirty. */
const STEPS_MAX = 200_000;
const NAMES = ['a', 'b', 'c'];
const CLIENTS = 3;
const WORKERS = 2;

/** Runs one seed to its end, or to the first rule that is broken. */
export function simulate(options: SimulationOptions): Outcome {
  return new Simulation(options).run();
}

class Simulation {
  readonly #options: SimulationOptions;
  readonly #cluster: StackedCluster;
  readonly #checkers: readonly Checker[] = makeCheckers();
  readonly #operations: Operation[] = [];
  readonly #tally = new Tally();
  readonly #recovery: Recovery = {
    servesAtUs: undefined,
    wholeAtUs: undefined,
    waitsFor: '',
    final: new Map(),
  };
  #healedAtUs = 0;
  #violation: Violation | undefined;
  /** What led to it. */
  #trace: readonly TraceEvent[] | undefined;

  constructor(options: SimulationOptions) {
    this.#options = options;
    const { seed, bugs = new Set() } = options;
    this.#cluster = new StackedCluster({ seed, workers: WORKERS, clients: CLIENTS, bugs });
    this.#cluster.kernel.trace.observe((event) => {
      for (const { see } of this.#checkers) if (see) this.#note(see(event));
    });
    this.#cluster.onWrite((write) => {
      this.#tally.count(write);
      for (const { hear } of this.#checkers) if (hear) this.#note(hear(write));
    });
  }

  run(): Outcome {
    this.#runTo(START_US);
    const untilUs = START_US + (this.#options.durationUs ?? DURATION_US);
    const clients = this.#startClients(untilUs);
    this.#suffer(untilUs);
    if (this.#violation === undefined) this.#judge(clients);
    const { kernel } = this.#cluster;
    return {
      seed: this.#options.seed,
      violation: this.#violation,
      operations: this.#operations,
      healedAtUs: this.#healedAtUs,
      recovery: this.#recovery,
      tally: this.#tally,
      endedAtUs: kernel.nowUs,
      traceHash: kernel.trace.hash,
      trace: this.#trace ?? kernel.trace.since(0),
    };
  }

  #startClients(untilUs: number): Process[] {
    const servers = this.#cluster.controlPlanes.map(({ name }) => name);
    const tenant = tenantProgram(servers, untilUs);
    this.#cluster.spawn(this.#cluster.clients[0]!, 'tenant', tenant);
    return this.#cluster.clients.map((machine) => {
      const { name } = machine;
      const options = { name, servers, names: NAMES, untilUs, record: this.#operations };
      return this.#cluster.spawn(machine, name, clientProgram(options));
    });
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

  /** Puts back in order what can be, and asks what is left of all that was promised. */
  #judge(clients: readonly Process[]): void {
    const cluster = this.#cluster;
    cluster.heal();
    this.#look();
    this.#healedAtUs = cluster.nowUs;
    const isQuiet = (): boolean => clients.every(({ state }) => state === 'exited');
    const options = {
      isQuiet,
      servers: cluster.controlPlanes.map(({ name }) => name),
      nodes: cluster.nodes.map(({ name }) => name),
      ...{ names: NAMES, record: this.#operations, found: this.#recovery },
    };
    cluster.spawn(cluster.clients[0]!, 'recovery', recoveryProgram(options));
    while (this.#violation === undefined && this.#recovery.wholeAtUs === undefined) {
      this.#runTo(cluster.nowUs + LOOK_US);
      this.#note(this.#checkRecovery());
    }
    if (this.#violation !== undefined) return;
    const history = { operations: this.#operations, final: this.#recovery.final };
    for (const { conclude } of this.#checkers) if (conclude) this.#note(conclude(history));
  }

  #checkRecovery(): Finding | undefined {
    const passedUs = this.#cluster.nowUs - this.#healedAtUs;
    const { servesAtUs, wholeAtUs, waitsFor } = this.#recovery;
    const what = `${passedUs / SECOND} s after healing there is still to come: ${waitsFor}`;
    if (servesAtUs === undefined && passedUs > SERVES_WITHIN_US) {
      return { rule: 'the cluster serves again', what };
    }
    if (wholeAtUs === undefined && passedUs > WHOLE_WITHIN_US) {
      return { rule: 'all is whole again', what };
    }
    return undefined;
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

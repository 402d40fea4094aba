/*
 * One drill: a cluster that works, probes that ask it, a fault, a window of watching, the repair,
 * and a while more. It does what the recorder did with real binaries, and gives what it wrote down.
 */
import { restConfigOf } from '../../labs/cluster/client/kubeconfig.ts';
import { RestClient, type RestConfig } from '../../labs/cluster/client/rest.ts';
import type { BalancerView } from '../../labs/cluster/balancer/index.ts';
import type { EtcdView } from '../../labs/cluster/etcd/member.ts';
import {
  MILLISECOND,
  NullStream,
  Random,
  SECOND,
  type Program,
} from '../../labs/cluster/kernel/index.ts';
import { applyFault } from '../../labs/topology/apply-fault.ts';
import { Cluster } from '../../labs/topology/cluster.ts';
import { probeProgram, type Sample } from './probe.ts';
import { makeProbes, NAMESPACE } from './probes.ts';
import { ADMIN_KUBECONFIG, makeOutfit, nodes, referenceHa, type Setup } from './reference-ha.ts';
import type { Row, Strike } from './rows.ts';

/** What was seen of one drill. Moments are counted from the fault. Units: microseconds. */
export interface Observation {
  readonly windowUs: number;
  /** By the probe's name, oldest first. */
  readonly samples: ReadonlyMap<string, readonly Sample[]>;
}

const UP_WITHIN_US = 60 * SECOND;
/** How long it may run before the probes begin, and the probes before the fault. */
const SETTLE_US = 12 * SECOND;
const PROBED_MIN_US = 4 * SECOND;
const PROBED_MAX_US = 8 * SECOND;
/**
 * The recorder killed one process after another. A request that began 0.03 s after the fault was
 * still reset by the first kill, one after 0.16 s by the fifth.
 */
const KILL_US = 30 * MILLISECOND;
/** How long the recorder looked on after the repair. */
const AFTER_US = 25 * SECOND;

/** Units: `windowUs`, how long the recorder watched before the repair, in microseconds */
export function drill(row: Row, windowUs: number, seed: string): Observation {
  const scene = new Scene(row.setup, seed);
  scene.bringUp();
  const samples = scene.startProbes();
  scene.run(scene.luck.int(PROBED_MIN_US, PROBED_MAX_US));
  const faultUs = scene.nowUs;
  const strikes = row.strikes(scene.etcdLeader());
  for (const strike of strikes) scene.strike(strike);
  scene.run(faultUs + (row.lastsUs ?? windowUs) - scene.nowUs);
  for (const strike of strikes) scene.repair(strike);
  scene.run(faultUs + windowUs + AFTER_US - scene.nowUs);
  return { windowUs, samples: since(samples, faultUs) };
}

/** The cluster that a drill is done on. */
class Scene {
  readonly cluster: Cluster;
  readonly luck: Random;
  readonly #config: RestConfig;

  constructor(setup: Setup, seed: string) {
    this.cluster = new Cluster(referenceHa, seed, makeOutfit(setup));
    this.luck = new Random(`drill/${seed}`);
    this.cluster.boot();
    const workstation = this.cluster.machine('workstation');
    this.#config = restConfigOf(workstation, ADMIN_KUBECONFIG, 'probe') as RestConfig;
  }

  get nowUs(): number {
    return this.cluster.kernel.nowUs;
  }

  run(us: number): void {
    const { kernel } = this.cluster;
    kernel.run(kernel.nowUs + us);
    const [panic] = kernel.panics;
    if (panic) throw panic.error;
  }

  /** Errors: throws where the cluster does not come up within a minute. */
  bringUp(): void {
    while (!this.#isUp()) {
      if (this.nowUs > UP_WITHIN_US) throw new Error('the cluster does not come up');
      this.run(SECOND / 10);
    }
    const config = this.#config;
    let isMade = false;
    this.#spawn('configure', function* (process) {
      const body = { metadata: { name: 'probe' }, data: {} };
      yield* new RestClient(process, config).request('POST', NAMESPACE, { body });
      isMade = true;
      return 0;
    });
    this.run(this.luck.int(SECOND, SETTLE_US));
    if (!isMade) throw new Error('the object to probe could not be made');
  }

  startProbes(): Map<string, Sample[]> {
    const samples = new Map<string, Sample[]>();
    const balancer = this.cluster.machine('lb').addresses[0]!;
    const servers = nodes.map(({ address }) => address);
    for (const probe of makeProbes(balancer, servers, this.luck)) {
      const taken: Sample[] = [];
      samples.set(probe.name, taken);
      this.#spawn(probe.name, probeProgram(probe, this.#config, taken));
    }
    return samples;
  }

  /** The node, 0 to 2, whose member leads. */
  etcdLeader(): number {
    return nodes.findIndex(({ name }) => this.#view<EtcdView>(name, 'etcd')?.role === 'leader');
  }

  strike({ on, unit, how, afterUs = KILL_US }: Strike): void {
    const machine = machineName(on);
    this.run(afterUs);
    if (how === 'start') applyFault(this.cluster, { kind: 'start', machine, unit });
    else applyFault(this.cluster, { kind: 'kill', machine, unit, signal: how });
  }

  repair({ on, unit, how }: Strike): void {
    const machine = machineName(on);
    if (how === 'SIGSTOP') {
      applyFault(this.cluster, { kind: 'kill', machine, unit, signal: 'SIGCONT' });
    } else if (how !== 'start') applyFault(this.cluster, { kind: 'start', machine, unit });
  }

  #isUp(): boolean {
    const servers = this.#view<BalancerView>('lb', 'haproxy')?.servers ?? [];
    return servers.length === nodes.length && servers.every(({ isUp }) => isUp);
  }

  /** What a unit's process, or the one that it forked, shows of itself. */
  #view<View>(machine: string, unit: string): View | undefined {
    const processes = [...this.cluster.machine(machine).processes.values()];
    const named = processes.filter(({ argv }) => argv[0]?.endsWith(`/${unit}`));
    return named.map((process) => process.view?.()).find(Boolean) as View | undefined;
  }

  #spawn(name: string, program: Program): void {
    const streams = [new NullStream(), new NullStream(), new NullStream()];
    this.cluster.machine('workstation').spawn({ program, argv: [name], streams });
  }
}

function machineName(on: Strike['on']): string {
  return on === 'lb' ? on : nodes[on]!.name;
}

function since(
  samples: ReadonlyMap<string, readonly Sample[]>,
  faultUs: number,
): Map<string, Sample[]> {
  const moved = ({ startUs, endUs, outcome }: Sample): Sample => ({
    startUs: startUs - faultUs,
    endUs: endUs === undefined ? undefined : endUs - faultUs,
    outcome,
  });
  return new Map([...samples].map(([name, taken]) => [name, taken.map(moved)]));
}

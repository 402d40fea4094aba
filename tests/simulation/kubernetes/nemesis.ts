import { MILLISECOND, SECOND, type Random } from '../../../labs/cluster/kernel/index.ts';
import type { StackedCluster } from './cluster.ts';
import { beginFault, formatFault, type Fault } from './fault.ts';

/** Between two faults at most, usually and sometimes: then there is calm enough to judge. */
const PAUSE_US = 12 * SECOND;
const CALM_US = 45 * SECOND;
/** How long a fault lasts at least, usually, and sometimes: longer than a Lease, or 50 s. */
const SHORTEST_US = 100 * MILLISECOND;
const LONG_US = 25 * SECOND;
const LONGEST_US = 80 * SECOND;
/** A node that is silent for 50 s becomes Unknown. */
const SILENCE_US = 55 * SECOND;

const pods = ['etcd', 'kube-apiserver', 'kube-controller-manager'];

/**
 * The enemy: draws faults by luck, several at a time, and ends each after a while. It stands
 * outside of the cluster and touches it only as an administrator, an electrician or a mouse in the
 * cables could.
 */
export class Nemesis {
  readonly #cluster: StackedCluster;
  readonly #random: Random;
  #ends: { readonly atUs: number; readonly fault: Fault; readonly end: () => void }[] = [];
  #nextUs: number;

  constructor(cluster: StackedCluster) {
    this.#cluster = cluster;
    this.#random = cluster.kernel.random.fork('nemesis');
    this.#nextUs = cluster.nowUs;
  }

  /** When it will do something next. */
  get nextAtUs(): number {
    return this.#ends.reduce((least, { atUs }) => Math.min(least, atUs), this.#nextUs);
  }

  /** Does what is due. */
  act(): void {
    const { nowUs } = this.#cluster;
    const due = this.#ends.filter(({ atUs }) => atUs <= nowUs);
    this.#ends = this.#ends.filter(({ atUs }) => atUs > nowUs);
    for (const { fault, end } of due) {
      this.#note(`end of ${formatFault(fault)}`);
      end();
    }
    if (this.#nextUs > nowUs) return;
    this.#nextUs = nowUs + this.#random.int(1, this.#random.chance(0.1) ? CALM_US : PAUSE_US);
    const isSilence = this.#random.chance(0.12);
    const longestUs = isSilence || this.#random.chance(0.25) ? LONGEST_US : LONG_US;
    const endUs = nowUs + this.#random.int(isSilence ? SILENCE_US : SHORTEST_US, longestUs);
    for (const fault of isSilence ? this.#silence() : this.#draw()) {
      this.#note(formatFault(fault));
      this.#ends.push({ atUs: endUs, fault, end: beginFault(this.#cluster, fault) });
    }
  }

  #note(what: string): void {
    const { kernel } = this.#cluster;
    kernel.trace.add({ atUs: kernel.nowUs, kind: 'note', from: 'nemesis', what });
  }

  #draw(): Fault[] {
    const random = this.#random;
    const lot = random.int(0, 20);
    if (lot < 4) return [this.#strike('kill')];
    if (lot < 8) return [this.#strike('freeze')];
    if (lot < 10) return [{ kind: 'shelve', program: random.pick(pods), machines: this.#some() }];
    if (lot < 11) return [{ kind: 'restart', program: 'kubelet', machines: this.#some() }];
    if (lot < 13) return [{ kind: 'power', machines: [...this.#some(), ...this.#others()] }];
    if (lot < 14) {
      const machines = random.chance(0.4) ? this.#all() : this.#some();
      return [{ kind: 'disk', machines, syncMs: random.pick([20, 100, 500, 1_500]) }];
    }
    if (lot < 18) return this.#partition();
    return this.#spoil();
  }

  /** One node says nothing any more, as far as the others can tell. */
  #silence(): Fault[] {
    const random = this.#random;
    const { nodes, balancer } = this.#cluster;
    const { name } = random.pick(nodes);
    const lot = random.int(0, 3);
    if (lot === 0) return [{ kind: 'power', machines: [name] }];
    if (lot === 1) return [{ kind: 'freeze', program: 'kubelet', machines: [name] }];
    const there = [...this.#all(), balancer.name];
    const change = { isCut: true };
    return [
      { kind: 'link', from: [name], to: there, change },
      { kind: 'link', from: there, to: [name], change },
    ];
  }

  #strike(kind: 'kill' | 'freeze'): Fault {
    const random = this.#random;
    const lot = random.int(0, 8);
    if (lot === 0) {
      return { kind, program: 'haproxy', machines: [this.#cluster.balancer.name] };
    }
    const program = lot < 3 ? 'kube-controller-manager' : random.pick([...pods, 'kubelet']);
    return { kind, program, machines: this.#some() };
  }

  #all(): string[] {
    return this.#cluster.controlPlanes.map(({ name }) => name);
  }

  /** One as a rule, the leader's machine often; now and then two, or all three. */
  #some(): string[] {
    const random = this.#random;
    const lot = random.int(0, 12);
    if (lot === 0) return this.#all();
    const one = lot < 7 ? this.#cluster.leader?.name : undefined;
    const first = one ?? random.pick(this.#all());
    if (lot % 6 !== 5) return [first];
    return [first, random.pick(this.#all().filter((name) => name !== first))];
  }

  /** Now and then a worker or the balancer goes with them. */
  #others(): string[] {
    const random = this.#random;
    const rest = this.#cluster.machines.filter(({ name }) => !this.#all().includes(name));
    return random.chance(0.3) ? [random.pick(rest).name] : [];
  }

  /** Two camps that do not hear one another, or of which one does not hear the other. */
  #partition(): Fault[] {
    const random = this.#random;
    const here = [...this.#some(), ...this.#others()];
    const there = this.#cluster.machines
      .map(({ name }) => name)
      .filter((name) => !here.includes(name));
    if (random.chance(0.4)) there.push(...this.#cluster.clients.map(({ name }) => name));
    if (random.chance(0.3)) there.splice(0, there.length, random.pick(there));
    const change = { isCut: true };
    const out: Fault = { kind: 'link', from: here, to: there, change };
    const back: Fault = { kind: 'link', from: there, to: here, change };
    return random.pick([[out, back], [out, back], [out], [back]]);
  }

  /** Links that are slow or lose packets, from and to some machines or everywhere. */
  #spoil(): Fault[] {
    const random = this.#random;
    const ms = random.pick([5, 50, 200, 1_000]);
    const change = random.chance(0.5)
      ? { loss: random.pick([0.02, 0.1, 0.3]) }
      : { latencyUs: ms * MILLISECOND, jitterUs: ms * MILLISECOND };
    const from = random.chance(0.4) ? this.#all() : this.#some();
    const to = this.#cluster.machines.map(({ name }) => name);
    const out: Fault = { kind: 'link', from, to, change };
    return random.chance(0.5) ? [out] : [out, { kind: 'link', from: to, to: from, change }];
  }
}

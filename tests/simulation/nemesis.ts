import { MILLISECOND, SECOND, type Random } from '../../labs/cluster/kernel/index.ts';
import type { SimulatedCluster } from './cluster.ts';
import { beginFault, endFault, formatFault, type Fault } from './fault.ts';

/** Between two faults at most, usually and sometimes: then there is calm enough to judge. */
const PAUSE_US = 1_200 * MILLISECOND;
const CALM_US = 8 * SECOND;
/** How long a fault lasts at least, usually, and sometimes. */
const SHORTEST_US = 50 * MILLISECOND;
const LONG_US = 3 * SECOND;
const LONGEST_US = 8 * SECOND;

/**
 * The enemy: draws faults by luck, several at a time, and ends each after a while. It stands
 * outside of the cluster and touches it only as an administrator, an electrician or a mouse in the
 * cables could.
 */
export class Nemesis {
  readonly #cluster: SimulatedCluster;
  readonly #random: Random;
  #ends: { readonly atUs: number; readonly fault: Fault }[] = [];
  #nextUs: number;

  constructor(cluster: SimulatedCluster) {
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
    for (const { fault } of due) {
      this.#note(`end of ${formatFault(fault)}`);
      endFault(this.#cluster, fault);
    }
    if (this.#nextUs > nowUs) return;
    this.#nextUs = nowUs + this.#random.int(1, this.#random.chance(0.1) ? CALM_US : PAUSE_US);
    const longestUs = this.#random.chance(0.2) ? LONGEST_US : LONG_US;
    const endUs = nowUs + this.#random.int(SHORTEST_US, longestUs);
    for (const fault of this.#draw()) {
      this.#note(formatFault(fault));
      beginFault(this.#cluster, fault);
      this.#ends.push({ atUs: endUs, fault });
    }
  }

  #note(what: string): void {
    const { kernel } = this.#cluster;
    kernel.trace.add({ atUs: kernel.nowUs, kind: 'note', from: 'nemesis', what });
  }

  #draw(): Fault[] {
    const random = this.#random;
    const lot = random.int(0, 16);
    if (lot < 2) return [{ kind: 'kill', members: this.#some() }];
    if (lot < 3) return [{ kind: 'terminate', members: this.#some() }];
    if (lot < 4) return [{ kind: 'restart', members: this.#some() }];
    if (lot < 6) return [{ kind: 'power', members: this.#some() }];
    if (lot < 7) return [{ kind: 'freeze', members: this.#some() }];
    if (lot < 9) {
      const syncMs = random.pick([10, 50, 200, 500, 1_500]);
      return [{ kind: 'disk', members: random.chance(0.5) ? this.#all() : this.#some(), syncMs }];
    }
    if (lot < 12) return this.#partition();
    if (lot < 14) return [this.#cut()];
    return this.#spoil();
  }

  #all(): string[] {
    return this.#cluster.members.map(({ name }) => name);
  }

  /** One member as a rule, the leader often; now and then several at the same moment, or all. */
  #some(): string[] {
    const random = this.#random;
    const lot = random.int(0, 10);
    if (lot === 0) return this.#all();
    if (lot < 3) return this.#all().filter(() => random.chance(0.5));
    const leader = this.#cluster.leader();
    if (lot < 6 && leader !== undefined) return [leader.name];
    return [random.pick(this.#all())];
  }

  /** Two camps that do not hear one another, or of which one does not hear the other. */
  #partition(): Fault[] {
    const random = this.#random;
    const here = this.#some();
    const there = this.#all().filter((name) => !here.includes(name));
    if (random.chance(0.3)) there.push(...this.#cluster.clients.map(({ name }) => name));
    const change = { isCut: true };
    const out: Fault = { kind: 'link', from: here, to: there, change };
    const back: Fault = { kind: 'link', from: there, to: here, change };
    return random.pick([[out, back], [out, back], [out], [back]]);
  }

  /** One cable, one way or both. */
  #cut(): Fault {
    const random = this.#random;
    const a = random.pick(this.#all());
    const b = random.pick(this.#all().filter((name) => name !== a));
    const ends = random.chance(0.5) ? [a, b] : undefined;
    return { kind: 'link', from: ends ?? [a], to: ends ?? [b], change: { isCut: true } };
  }

  /** Links that are slow or lose packets, from and to some members or everywhere. */
  #spoil(): Fault[] {
    const random = this.#random;
    const ms = random.pick([2, 10, 50, 150]);
    const change = random.chance(0.5)
      ? { loss: random.pick([0.02, 0.1, 0.3]) }
      : { latencyUs: ms * MILLISECOND, jitterUs: ms * MILLISECOND };
    const from = random.chance(0.4) ? this.#all() : this.#some();
    const out: Fault = { kind: 'link', from, to: this.#all(), change };
    if (random.chance(0.5)) return [out];
    return [out, { kind: 'link', from: this.#all(), to: from, change }];
  }
}

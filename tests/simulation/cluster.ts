import {
  Kernel,
  MILLISECOND,
  NullStream,
  type Process,
  type Program,
} from '../../labs/cluster/kernel/index.ts';
import { Machine } from '../../labs/cluster/machine/index.ts';
import type { EtcdView } from '../../labs/cluster/etcd/member.ts';
import { initialClusterOf, memberSpecs, memberUnit, type MemberSpec } from './member-unit.ts';

const UNIT = 'etcd.service';
const UNIT_FOLDER = '/etc/systemd/system';
const WANTS = `${UNIT_FOLDER}/multi-user.target.wants`;

/** How far a clock may be off, of those that are. */
const CLOCK_SKEW_PERCENT = 15;

/** A healthy disk's fsync. */
export const DISK_SYNC_US = 2 * MILLISECOND;

export interface ClusterOptions {
  readonly seed: string;
  readonly members: number;
  readonly clients: number;
  readonly etcd: Program;
}

/**
 * The cluster under test: members on machines of their own, run by systemd as in the labs, and
 * machines for the clients.
 *
 * Differs from a lab: no shells, no ssh
 */
export class SimulatedCluster {
  readonly kernel: Kernel;
  readonly members: readonly Machine[];
  readonly clients: readonly Machine[];
  /** Members that were told to stop, by process: what they do then is their own wish. */
  readonly leaving = new WeakSet<Process>();
  /** The member that an administrator takes out and puts back now. */
  replacing: Machine | undefined;
  readonly #specs: readonly MemberSpec[];

  constructor({ seed, members, clients, etcd }: ClusterOptions) {
    this.kernel = new Kernel(seed);
    const random = this.kernel.random.fork('clocks');
    // Half of the clusters have clocks that agree.
    const skew = random.chance(0.5) ? 0 : CLOCK_SKEW_PERCENT;
    const drawRate = (): number => 1 + random.int(-skew, skew + 1) / 100;
    const specs = memberSpecs(members, drawRate);
    this.#specs = specs;
    const hosts = specs.map(({ name, address }) => `${address}\t${name}\n`).join('');
    this.members = specs.map((spec) => {
      const unit = memberUnit(spec, initialClusterOf(specs), 'new');
      return new Machine(this.kernel, {
        name: spec.name,
        addresses: [spec.address],
        programs: new Map([['/usr/bin/etcd', etcd]]),
        files: { '/etc/hosts': hosts, [`${UNIT_FOLDER}/${UNIT}`]: unit, [`${WANTS}/${UNIT}`]: '' },
      });
    });
    this.clients = Array.from({ length: clients }, (_, index) => {
      const name = `client-${index + 1}`;
      const files = { '/etc/hosts': hosts };
      const addresses = [`10.0.1.${index + 1}`];
      return new Machine(this.kernel, { name, addresses, programs: new Map(), files });
    });
    for (const machine of [...this.members, ...this.clients]) machine.boot();
  }

  get isReconfiguring(): boolean {
    return this.replacing !== undefined;
  }

  get nowUs(): number {
    return this.kernel.nowUs;
  }

  /** Shape: `http://etcd-1:2379`, in the members' order */
  get endpoints(): string[] {
    return this.members.map(({ name }) => `http://${name}:2379`);
  }

  member(name: string): Machine {
    return this.members.find((machine) => machine.name === name)!;
  }

  /** Runs a program on a client's machine. */
  spawn(machine: Machine, name: string, program: Program): Process {
    const streams = [new NullStream(), new NullStream(), new NullStream()];
    return machine.spawn({ program, argv: [name], streams });
  }

  /** The member's process; undefined where it does not run. */
  processOf(machine: Machine): Process | undefined {
    return machine.isOn ? machine.systemd.find(UNIT)?.mainProcess : undefined;
  }

  /** What a member shows of itself, frozen or not; undefined where it does not run. */
  viewOf(machine: Machine): EtcdView | undefined {
    return this.processOf(machine)?.view?.() as EtcdView | undefined;
  }

  /** The leader with the highest term. */
  leader(): Machine | undefined {
    let best: { readonly machine: Machine; readonly term: number } | undefined;
    for (const machine of this.members) {
      const view = this.viewOf(machine);
      if (view?.role === 'leader' && view.term > (best?.term ?? 0)) {
        best = { machine, term: view.term };
      }
    }
    return best?.machine;
  }

  signal(machine: Machine, signal: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT'): void {
    const process = this.processOf(machine);
    if (process !== undefined && signal === 'SIGTERM') this.leaving.add(process);
    if (machine.isOn) machine.systemd.kill(UNIT, signal);
  }

  /** Starts a member that does not run or is on its way out; `restart` stops it before, too. */
  start(machine: Machine, kind: 'start' | 'restart' = 'start'): void {
    const process = this.processOf(machine);
    if (process !== undefined && kind === 'restart') this.leaving.add(process);
    const isWanted = process === undefined || this.leaving.has(process);
    if (machine.isOn && isWanted) machine.systemd.request('restart', UNIT);
  }

  specOf({ name }: Machine): MemberSpec {
    return this.#specs.find((spec) => spec.name === name)!;
  }

  /** Takes away all that a member has on its disk, and has it join a cluster that is there. */
  wipe(machine: Machine, initialCluster: string): void {
    const process = this.processOf(machine);
    if (process !== undefined) this.leaving.add(process);
    this.signal(machine, 'SIGKILL');
    machine.files.removeAll('/var/lib/etcd');
    const unit = memberUnit(this.specOf(machine), initialCluster, 'existing');
    machine.files.write(`${UNIT_FOLDER}/${UNIT}`, unit);
    // A power loss in a run must not bring back what an administrator has done away with.
    machine.disk.syncAll();
    if (!machine.isOn) return;
    machine.systemd.reload();
    machine.systemd.request('restart', UNIT);
  }

  /** Puts everything back in order: power, processes, links, disks. */
  heal(): void {
    const machines = [...this.members, ...this.clients];
    const { network } = this.kernel;
    for (const { from, to } of network.changedLinks()) network.mendLink(from, to);
    for (const machine of machines) {
      machine.disk.syncUs = DISK_SYNC_US;
      machine.boot();
    }
    for (const machine of this.members) {
      this.signal(machine, 'SIGCONT');
      this.start(machine);
    }
  }
}

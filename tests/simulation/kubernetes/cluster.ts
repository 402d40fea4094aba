import type { ControllerManagerView } from '../../../labs/cluster/controllers/index.ts';
import type { ElectionBug } from '../../../labs/cluster/client/election-bug.ts';
import {
  NullStream,
  type Kernel,
  type Process,
  type Program,
} from '../../../labs/cluster/kernel/index.ts';
import { baseName, type Machine } from '../../../labs/cluster/machine/index.ts';
import { Cluster } from '../../../labs/topology/cluster.ts';
import { applyFault } from '../../../labs/topology/apply-fault.ts';
import type { MachineRole } from '../../../labs/topology/spec.ts';
import { manifestPath, staticPodNames } from '../../../labs/topology/static-pods.ts';
import { DISK_SYNC_US } from '../cluster.ts';
import { makeOutfit, makeTopology } from './topology.ts';
import { makeWitness, type AcceptedWrite } from './witness.ts';

export interface ClusterOptions {
  readonly seed: string;
  readonly workers: number;
  readonly clients: number;
  readonly bugs: ReadonlySet<ElectionBug>;
}

/** A controller manager that runs, and what it shows of itself. */
export interface Manager {
  readonly process: Process;
  readonly view: ControllerManagerView;
}

/** The cluster under test: the machines of the lab, booted, and machines for the clients. */
export class StackedCluster {
  readonly lab: Cluster;
  readonly controlPlanes: readonly Machine[];
  /** All that have a kubelet. */
  readonly nodes: readonly Machine[];
  readonly balancer: Machine;
  readonly clients: readonly Machine[];
  readonly #witnesses: ((write: AcceptedWrite) => void)[] = [];

  constructor({ seed, workers, clients, bugs }: ClusterOptions) {
    const witness = makeWitness((write) => {
      for (const tell of this.#witnesses) tell(write);
    });
    this.lab = new Cluster(makeTopology(workers, clients), seed, makeOutfit(witness, bugs));
    this.controlPlanes = this.#machines('control-plane');
    this.nodes = [...this.controlPlanes, ...this.#machines('worker')];
    this.balancer = this.#machines('balancer')[0]!;
    this.clients = this.#machines('workstation').filter(({ name }) => name.startsWith('client-'));
    this.lab.boot();
  }

  get kernel(): Kernel {
    return this.lab.kernel;
  }

  get nowUs(): number {
    return this.kernel.nowUs;
  }

  /** Where the nemesis strikes: everything but the clients. */
  get machines(): readonly Machine[] {
    return [this.balancer, ...this.nodes];
  }

  /** Calls `tell` with each write that an API server accepts from now on. */
  onWrite(tell: (write: AcceptedWrite) => void): void {
    this.#witnesses.push(tell);
  }

  /** Runs a program on a client's machine. */
  spawn(machine: Machine, name: string, program: Program): Process {
    const streams = [new NullStream(), new NullStream(), new NullStream()];
    return machine.spawn({ program, argv: [name], streams });
  }

  /** The processes of a program on a machine, the eldest first. */
  processesOf(machine: Machine, program: string): Process[] {
    const all = [...machine.processes.values()];
    return all.filter(({ argv }) => baseName(argv[0] ?? '') === program);
  }

  get managers(): Manager[] {
    return this.controlPlanes.flatMap((machine) =>
      this.processesOf(machine, 'kube-controller-manager').flatMap((process) => {
        const view = process.view?.() as ControllerManagerView | undefined;
        return view === undefined ? [] : [{ process, view }];
      }),
    );
  }

  /** The machine of a controller manager that takes itself for the leader. */
  get leader(): Machine | undefined {
    const name = this.managers.find(({ view }) => view.isLeader)?.process.host.name;
    return this.controlPlanes.find((machine) => machine.name === name);
  }

  /** Puts everything back in order that an administrator can: the rest is the cluster's work. */
  heal(): void {
    const { network } = this.kernel;
    for (const { from, to } of network.changedLinks()) network.mendLink(from, to);
    for (const machine of this.machines) {
      machine.disk.syncUs = DISK_SYNC_US;
      machine.boot();
      for (const process of [...machine.processes.values()]) {
        if (process.state === 'stopped') process.signal('SIGCONT');
      }
      for (const { name, state } of machine.systemd.units) {
        if (['failed', 'inactive'].includes(state)) machine.systemd.request('start', name);
      }
    }
    for (const { name, files } of this.controlPlanes) {
      for (const pod of staticPodNames) {
        if (files.isFile(manifestPath(pod))) continue;
        applyFault(this.lab, { kind: 'start', machine: name, unit: pod });
      }
    }
  }

  #machines(role: MachineRole): Machine[] {
    const { machines } = this.lab.topology;
    const found = machines.filter((spec) => spec.role === role);
    return found.map(({ name }) => this.lab.machine(name));
  }
}

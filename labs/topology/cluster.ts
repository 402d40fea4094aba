/**
 * The cluster: every machine of a topology, wired to one kernel. The only file that knows everybody.
 *
 * A topology says which machines there are; this file gives each its files, its units and its table
 * of programs, and switches it on. From then on nothing here scripts anything: systemd starts what is
 * enabled, members find one another over the network, and what a fault does follows from the model.
 */
import { Kernel } from '../cluster/kernel/index.ts';
import { Console, Machine, type ProgramTable } from '../cluster/machine/index.ts';
import { etcdPrograms } from '../cluster/etcd/index.ts';
import { makeBashPrograms } from '../shell/bash/index.ts';
import type { Completion } from '../shell/completion.ts';
import type { Toolbox } from '../shell/programs.ts';
import { sshdPrograms } from '../shell/ssh/index.ts';
import { etcdUnit, sshUnit } from './etcd-unit.ts';
import type { MachineSpec, TopologySpec } from './spec.ts';

const WANTS = '/etc/systemd/system/multi-user.target.wants';

/** Debian's size for a terminal that has not said its own. */
const CONSOLE_SIZE = { columns: 80, rows: 24 };

export class Cluster {
  readonly kernel: Kernel;
  readonly topology: TopologySpec;
  readonly machines = new Map<string, Machine>();
  /** One terminal for each machine, by its name. */
  readonly consoles = new Map<string, Console>();
  readonly #completions = new Map<string, Completion>();

  constructor(topology: TopologySpec, seed: string) {
    this.kernel = new Kernel(seed);
    this.topology = topology;
    for (const spec of topology.machines) {
      const machine = new Machine(this.kernel, {
        name: spec.name,
        addresses: [spec.address],
        programs: this.#programsOf(spec),
        files: filesOf(spec, topology),
      });
      this.machines.set(spec.name, machine);
      this.consoles.set(spec.name, new Console(machine, CONSOLE_SIZE));
    }
  }

  /** Switches every machine on. */
  boot(): void {
    for (const machine of this.machines.values()) machine.boot();
  }

  /** Gives every machine the programs that a reader types. A boot needs none of them. */
  addToolbox({ programs, completions }: Toolbox): void {
    for (const machine of this.machines.values()) machine.addPrograms(programs);
    for (const [command, completion] of completions) this.#completions.set(command, completion);
  }

  /** Errors: throws for a name that the topology does not have, which is a bug of the caller. */
  machine(name: string): Machine {
    const machine = this.machines.get(name);
    if (machine === undefined) throw new Error(`topology ${this.topology.name} has no ${name}`);
    return machine;
  }

  /** What a machine needs to boot and to show a prompt. */
  #programsOf(spec: MachineSpec): ProgramTable {
    const daemons = spec.role === 'etcd' ? etcdPrograms : [];
    return new Map([...makeBashPrograms(this.#completions), ...sshdPrograms, ...daemons]);
  }
}

function filesOf(spec: MachineSpec, topology: TopologySpec): Record<string, string> {
  const hosts = topology.machines.map(({ name, address }) => `${address}\t${name}\n`).join('');
  const files: Record<string, string> = {
    '/etc/hosts': `127.0.0.1\tlocalhost\n${hosts}`,
    '/etc/systemd/system/ssh.service': sshUnit,
    [`${WANTS}/ssh.service`]: '',
  };
  if (spec.role === 'etcd') {
    files['/etc/systemd/system/etcd.service'] = etcdUnit(spec, topology);
    files[`${WANTS}/etcd.service`] = '';
  } else {
    files['/etc/profile.d/etcdctl.sh'] = `export ETCDCTL_ENDPOINTS=${endpoints(topology)}\n`;
  }
  return files;
}

function endpoints(topology: TopologySpec): string {
  const members = topology.machines.filter(({ role }) => role === 'etcd');
  return members.map(({ name }) => `http://${name}:2379`).join(',');
}

/**
 * The cluster: every machine of a topology, wired to one kernel. The only file that knows everybody.
 *
 * A topology says which machines there are; this file gives each its files, its units and its table
 * of programs, and switches it on. From then on nothing here scripts anything: systemd starts what is
 * enabled, members find one another over the network, and what a fault does follows from the model.
 */
import { Kernel, type Program } from '../cluster/kernel/index.ts';
import { Console, Machine } from '../cluster/machine/index.ts';
import { etcdPrograms } from '../cluster/etcd/member.ts';
import { etcdctlPrograms } from '../shell/etcdctl/index.ts';
import { journalctlPrograms } from '../shell/journalctl/index.ts';
import { procpsPrograms } from '../shell/procps/index.ts';
import { makeShellPrograms } from '../shell/programs.ts';
import { sshPrograms } from '../shell/ssh/index.ts';
import { systemctlPrograms } from '../shell/systemctl/index.ts';
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

  constructor(topology: TopologySpec, seed: string) {
    this.kernel = new Kernel(seed);
    this.topology = topology;
    for (const spec of topology.machines) {
      const machine = new Machine(this.kernel, {
        name: spec.name,
        addresses: [spec.address],
        programs: programsOf(spec),
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

  /** Errors: throws for a name that the topology does not have, which is a bug of the caller. */
  machine(name: string): Machine {
    const machine = this.machines.get(name);
    if (machine === undefined) throw new Error(`topology ${this.topology.name} has no ${name}`);
    return machine;
  }
}

/** What every machine has. */
const commonPrograms = makeShellPrograms([
  procpsPrograms,
  systemctlPrograms,
  journalctlPrograms,
  sshPrograms,
  etcdctlPrograms,
]);

function programsOf(spec: MachineSpec): ReadonlyMap<string, Program> {
  if (spec.role !== 'etcd') return commonPrograms;
  return new Map([...commonPrograms, ...etcdPrograms]);
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

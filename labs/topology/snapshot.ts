import type { Machine } from '../cluster/machine/index.ts';
import type { EtcdView } from '../cluster/etcd/index.ts';
import type { Cluster } from './cluster.ts';
import type {
  EtcdSnapshot,
  LinkSnapshot,
  MachineSnapshot,
  Snapshot,
  UnitSnapshot,
} from './snapshot-shape.ts';

/** Units that every machine has and no picture needs. */
const UNDRAWN = new Set(['ssh.service']);

/** What the cluster looks like now. Keeps: only looks; nothing in the cluster changes by it. */
export function takeSnapshot(cluster: Cluster): Snapshot {
  return {
    atUs: cluster.kernel.nowUs,
    machines: cluster.topology.machines.map(({ name, address, role }): MachineSnapshot => {
      const machine = cluster.machine(name);
      return { name, address, role, isOn: machine.isOn, units: unitsOf(machine) };
    }),
    links: linksOf(cluster),
  };
}

function unitsOf(machine: Machine): UnitSnapshot[] {
  return machine.systemd.units
    .filter(({ name }) => !UNDRAWN.has(name))
    .map((unit) => {
      const process = unit.mainProcess;
      const view = process?.view?.() as EtcdView | undefined;
      return {
        name: unit.name.replace(/\.service$/, ''),
        state: machine.isOn ? unit.state : 'inactive',
        isFrozen: process?.state === 'stopped',
        ...(process && { pid: process.pid }),
        ...(view && { etcd: etcdOf(view) }),
      };
    });
}

function etcdOf(view: EtcdView): EtcdSnapshot {
  const { memberId, role, term, commitIndex, appliedIndex, revision, leaderId } = view;
  const leader = leaderId === '' ? {} : { leaderId };
  return { memberId, role, term, commitIndex, appliedIndex, revision, ...leader };
}

function linksOf(cluster: Cluster): LinkSnapshot[] {
  const { network } = cluster.kernel;
  return network.changedLinks().flatMap(({ from, to, link }): LinkSnapshot[] => {
    if (link.isCut) return [{ from, to, state: 'cut' }];
    if (link.loss > 0) return [{ from, to, state: 'lossy' }];
    if (link.latencyUs > network.defaultLink.latencyUs) return [{ from, to, state: 'slow' }];
    return [];
  });
}

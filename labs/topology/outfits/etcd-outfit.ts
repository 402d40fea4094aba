import { etcdPrograms } from '../../cluster/etcd/index.ts';
import { machinesOf, type TopologySpec } from '../spec.ts';
import { etcdMachineFiles } from './etcd-machine.ts';
import type { MachineFiles } from './machine-files.ts';
import type { Outfit } from './outfits.ts';

/** For labs about etcd alone: members under systemd, and a workstation that knows them. */
export const outfit: Outfit = {
  daemons: { etcd: etcdPrograms },
  filesOf: (machine, topology) => {
    if (machine.role === 'etcd') return etcdMachineFiles(machine, topology);
    return machine.role === 'workstation' ? workstationFiles(topology) : {};
  },
};

/** A login there finds the members without being told. */
function workstationFiles(topology: TopologySpec): MachineFiles {
  const members = machinesOf(topology, 'etcd').map(({ name }) => `http://${name}:2379`);
  return { '/etc/profile.d/etcdctl.sh': `export ETCDCTL_ENDPOINTS=${members.join(',')}\n` };
}

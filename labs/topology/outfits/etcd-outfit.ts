import { etcdPrograms } from '../../cluster/etcd/index.ts';
import { etcdctlFiles, etcdMachineFiles } from './etcd-machine.ts';
import type { Outfit } from './outfits.ts';

/** For labs about etcd alone: members under systemd, and a workstation that knows them. */
export const outfit: Outfit = {
  daemons: { etcd: etcdPrograms },
  filesOf: (machine, topology) => {
    if (machine.role === 'etcd') return etcdMachineFiles(machine, topology);
    return machine.role === 'workstation' ? etcdctlFiles(topology) : {};
  },
};

import { apiserverImages } from '../../cluster/apiserver/apiserver.ts';
import { haproxyPrograms } from '../../cluster/balancer/index.ts';
import { controllerManagerImages } from '../../cluster/controllers/index.ts';
import { etcdPrograms } from '../../cluster/etcd/index.ts';
import { kubelet, makeContainerd } from '../../cluster/kubelet/index.ts';
import { SECOND, type Program } from '../../cluster/kernel/index.ts';
import {
  adminKubeconfig,
  balancerFiles,
  controlPlaneFiles,
  ETCD_IMAGE,
  workerFiles,
} from '../kubernetes/index.ts';
import { isStacked, machinesOf, type MachineSpec, type TopologySpec } from '../spec.ts';
import { etcdctlFiles, etcdMachineFiles } from './etcd-machine.ts';
import type { MachineFiles } from './machine-files.ts';
import type { LastLine, Outfit } from './outfits.ts';

/** What the registries would hold: every image that a manifest here names. */
const images = new Map<string, Program>([
  ...apiserverImages,
  ...controllerManagerImages,
  [ETCD_IMAGE, etcdPrograms.get('/usr/bin/etcd')!],
]);

const nodePrograms = new Map<string, Program>([
  ['/usr/bin/containerd', makeContainerd(images)],
  ['/usr/bin/kubelet', kubelet],
]);

/**
 * A static pod of kubeadm's is not ready before its startup probe has passed, which begins after
 * ten seconds and comes every ten.
 *
 * Source: cmd/kubeadm/app/util/staticpod/utils.go `StartupProbe`
 */
const SETTLE_US = 20 * SECOND;

/** A whole Kubernetes cluster. */
export const outfit: Outfit = {
  daemons: {
    'control-plane': nodePrograms,
    worker: nodePrograms,
    balancer: haproxyPrograms,
    etcd: etcdPrograms,
  },
  filesOf,
  lastLines: markControlPlane,
  settleUs: SETTLE_US,
};

/** Source: kubeadm's phase `mark-control-plane`; a kubelet may not give itself such a label. */
function markControlPlane(topology: TopologySpec): LastLine[] {
  const labels =
    'node-role.kubernetes.io/control-plane= ' +
    'node.kubernetes.io/exclude-from-external-load-balancers=';
  return machinesOf(topology, 'control-plane').map(({ name }) => ({
    machine: name,
    line: `kubectl label node ${name} ${labels} --overwrite`,
  }));
}

function filesOf(machine: MachineSpec, topology: TopologySpec): MachineFiles {
  switch (machine.role) {
    case 'control-plane':
      return controlPlaneFiles(machine, topology);
    case 'worker':
      return workerFiles(machine, topology);
    case 'balancer':
      return balancerFiles(topology);
    case 'workstation':
      return {
        '/root/.kube/config': adminKubeconfig(topology),
        ...(!isStacked(topology) && etcdctlFiles(topology)),
      };
    case 'etcd':
      return etcdMachineFiles(machine, topology);
  }
}

import { containerdUnit, kubeletUnit } from '../../cluster/kubelet/units.ts';
import { adminKubeconfig, componentKubeconfig, kubeletKubeconfig } from './kubeconfigs.ts';
import { apiserverManifest, controllerManagerManifest, etcdManifest } from './manifests.ts';
import { authorityPair, pairFiles, signPair } from './pki.ts';
import { isStacked, machinesOf, type MachineSpec, type TopologySpec } from '../spec.ts';
import { enabledUnit, type MachineFiles } from '../outfits/machine-files.ts';

const PKI = '/etc/kubernetes/pki';
const MANIFESTS = '/etc/kubernetes/manifests';

/** A worker: containerd and a kubelet that reports through the balancer. */
export function workerFiles(machine: MachineSpec, topology: TopologySpec): MachineFiles {
  const { zone } = machine;
  return {
    ...enabledUnit('containerd.service', containerdUnit),
    ...enabledUnit('kubelet.service', kubeletUnit),
    '/var/lib/kubelet/config.yaml': kubeletConfiguration(machine),
    ...(zone && { '/var/lib/kubelet/kubeadm-flags.env': kubeletFlags(zone) }),
    '/etc/kubernetes/kubelet.conf': kubeletKubeconfig(machine, topology),
    [`${PKI}/ca.crt`]: authorityPair.certificate,
  };
}

/** A control-plane machine as `kubeadm init` leaves it: a node whose kubelet starts static pods. */
export function controlPlaneFiles(machine: MachineSpec, topology: TopologySpec): MachineFiles {
  const { name, address } = machine;
  const balancers = [
    ...machinesOf(topology, 'balancer'),
    ...(topology.virtual ? [topology.virtual] : []),
  ];
  const fronts = balancers.flatMap((front) => [front.name, front.address]);
  const sans = ['kubernetes', 'localhost', name, '10.96.0.1', address, '127.0.0.1', ...fronts];
  const serving = signPair({ commonName: 'kube-apiserver', organizations: [] }, sans);
  const kubeletClient = signPair({
    commonName: 'kube-apiserver-kubelet-client',
    organizations: ['kubeadm:cluster-admins'],
  });
  return {
    ...workerFiles(machine, topology),
    ...pairFiles(`${PKI}/ca`, authorityPair),
    ...pairFiles(`${PKI}/apiserver`, serving),
    ...pairFiles(`${PKI}/apiserver-kubelet-client`, kubeletClient),
    '/etc/kubernetes/admin.conf': adminKubeconfig(topology),
    '/root/.kube/config': adminKubeconfig(topology),
    '/etc/kubernetes/controller-manager.conf': componentKubeconfig(
      machine,
      'system:kube-controller-manager',
    ),
    ...(isStacked(topology) && { [`${MANIFESTS}/etcd.yaml`]: etcdManifest(machine, topology) }),
    [`${MANIFESTS}/kube-apiserver.yaml`]: apiserverManifest(machine, topology),
    [`${MANIFESTS}/kube-controller-manager.yaml`]: controllerManagerManifest(),
  };
}

/**
 * The kubelet labels its Node with the zone, where no cloud's controller does.
 *
 * Source: kubeadm's `nodeRegistration.kubeletExtraArgs`
 */
function kubeletFlags(zone: string): string {
  return `KUBELET_KUBEADM_ARGS="--node-labels=topology.kubernetes.io/zone=${zone}"\n`;
}

/** What kubeadm writes, as far as it is read here. */
function kubeletConfiguration({ role }: MachineSpec): string {
  const taints =
    role === 'control-plane'
      ? 'registerWithTaints:\n- effect: NoSchedule\n  key: node-role.kubernetes.io/control-plane\n'
      : '';
  return `apiVersion: kubelet.config.k8s.io/v1beta1
authentication:
  anonymous:
    enabled: false
  x509:
    clientCAFile: ${PKI}/ca.crt
clusterDNS:
- 10.96.0.10
clusterDomain: cluster.local
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
fileCheckFrequency: 0s
healthzBindAddress: 127.0.0.1
healthzPort: 10248
kind: KubeletConfiguration
nodeStatusReportFrequency: 0s
nodeStatusUpdateFrequency: 0s
${taints}staticPodPath: ${MANIFESTS}
syncFrequency: 0s
`;
}

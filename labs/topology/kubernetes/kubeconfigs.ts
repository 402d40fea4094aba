import { encodeBase64, type Subject } from '../../cluster/api/index.ts';
import { machinesOf, type MachineSpec, type TopologySpec } from '../spec.ts';
import { authorityPair, signPair } from './pki.ts';

/**
 * Where the API servers are reached: the address that two balancers share, the balancer, or the
 * only server there is.
 */
export function controlPlaneEndpoint(topology: TopologySpec): string {
  const balancer = topology.virtual ?? machinesOf(topology, 'balancer')[0];
  return `https://${(balancer ?? machinesOf(topology, 'control-plane')[0])?.name}:6443`;
}

/** kubeadm's `admin.conf`: its user may do everything. */
export function adminKubeconfig(topology: TopologySpec): string {
  const subject = { commonName: 'kubernetes-admin', organizations: ['kubeadm:cluster-admins'] };
  return formatKubeconfig(controlPlaneEndpoint(topology), 'kubernetes-admin', subject);
}

/** A component's kubeconfig on a control-plane machine: it asks its own API server, no balancer. */
export function componentKubeconfig({ address }: MachineSpec, commonName: string): string {
  const subject = { commonName, organizations: [] };
  return formatKubeconfig(`https://${address}:6443`, commonName, subject);
}

/**
 * A kubelet's kubeconfig. On a worker it leads to the balancer, on a control-plane machine to the
 * machine's own API server.
 *
 * Source: kubeadm `ControlPlaneKubeletLocalMode`, the default from 1.33
 */
export function kubeletKubeconfig(machine: MachineSpec, topology: TopologySpec): string {
  const isControlPlane = machine.role === 'control-plane';
  const server = isControlPlane
    ? `https://${machine.address}:6443`
    : controlPlaneEndpoint(topology);
  const user = `system:node:${machine.name}`;
  return formatKubeconfig(server, user, { commonName: user, organizations: ['system:nodes'] });
}

function formatKubeconfig(server: string, user: string, subject: Subject): string {
  const { certificate, key } = signPair(subject);
  return `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${encodeBase64(authorityPair.certificate)}
    server: ${server}
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    user: ${user}
  name: ${user}@kubernetes
current-context: ${user}@kubernetes
kind: Config
preferences: {}
users:
- name: ${user}
  user:
    client-certificate-data: ${encodeBase64(certificate)}
    client-key-data: ${encodeBase64(key)}
`;
}

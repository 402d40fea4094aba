/**
 * The files of a Kubernetes cluster's machines, as kubeadm leaves them.
 *
 * A control-plane machine has a kubelet under systemd, and in /etc/kubernetes the manifests of its
 * static pods (manifests.ts), certificates (pki.ts), and a kubeconfig for each component
 * (kubeconfigs.ts); a worker has only the kubelet's (node.ts). A balancer has HAProxy
 * (balancer.ts), and each of two has keepalived besides (keepalived.ts). Where etcd has machines of
 * its own, a control-plane machine has no member, and its API server's manifest names them all. The
 * flags in these files are what the components obey, so an administrator may change them here as on
 * a real machine.
 *
 * What it leaves out: TLS for etcd, the authorities for etcd and for the front proxy, service
 * accounts' keys, the scheduler, kube-proxy, and everything that is a pod of the cluster (DNS,
 * network).
 *
 * Source: Kubernetes v1.36 cmd/kubeadm/app/phases; kubernetes/kubeadm docs/ha-considerations.md
 */
export { balancerFiles } from './balancer.ts';
export { adminKubeconfig } from './kubeconfigs.ts';
export { ETCD_IMAGE } from './manifests.ts';
export { controlPlaneFiles, workerFiles } from './node.ts';

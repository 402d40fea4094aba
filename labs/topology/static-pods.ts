import { isStacked, type TopologySpec } from './spec.ts';

/** The static pods of a control-plane machine, in the order in which a picture shows them. */
export const staticPodNames = ['kube-apiserver', 'etcd', 'kube-controller-manager'] as const;

/** Those that a topology's control-plane machines have. */
export function staticPodsOf(topology: TopologySpec): readonly string[] {
  return isStacked(topology) ? staticPodNames : staticPodNames.filter((name) => name !== 'etcd');
}

/** Where the kubelet finds a static pod's manifest. */
export function manifestPath(pod: string): string {
  return `/etc/kubernetes/manifests/${pod}.yaml`;
}

/** Where a manifest lies while its pod is meant to be stopped. */
export function shelvedPath(pod: string): string {
  return `/root/${pod}.yaml`;
}

import type { Desk } from './desk.ts';

/** Makes the nodes and Leases that kubelets would, as the recorded cluster had them. */
export function makeNodes(desk: Desk, count: number): void {
  const { lab } = desk;
  for (let at = 1; at <= count; at++) {
    const name = `worker-${at}`;
    const amounts = { cpu: '1', 'ephemeral-storage': '0', memory: '3840Mi', pods: '110' };
    const node = {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, labels: { 'kubernetes.io/hostname': name } },
      spec: { podCIDR: `10.244.${at}.0/24` },
      status: {
        capacity: amounts,
        allocatable: amounts,
        conditions: [readyCondition],
        addresses: [
          { type: 'InternalIP', address: `10.0.0.${30 + at}` },
          { type: 'Hostname', address: name },
        ],
        nodeInfo: { kubeletVersion: 'v1.36.3', osImage: 'Debian', architecture: 'amd64' },
      },
    };
    lab.request('POST', '/api/v1/nodes', { body: node });
    const lease = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name },
      spec: { holderIdentity: name, leaseDurationSeconds: 40 },
    };
    const leases = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';
    lab.request('POST', leases, { body: lease });
  }
}

const readyCondition = {
  type: 'Ready',
  status: 'True',
  lastHeartbeatTime: '2026-11-02T08:00:00Z',
  lastTransitionTime: '2026-11-02T08:00:00Z',
  reason: 'KubeletReady',
  message: 'kubelet is posting ready status',
};

import { isSame, type Node, type NodeCondition } from '../api/index.ts';
import { formatRfc3339 } from '../kernel/index.ts';
import { LINUX_RELEASE, machineOf, type Machine } from '../machine/index.ts';
import type { KubeletContext } from './kubelet-context.ts';

/** What the lab's machines have: 2 processors, 4 GiB, 20 GB of disk. */
const capacity = {
  cpu: '2',
  'ephemeral-storage': '20145724Ki',
  'hugepages-1Gi': '0',
  'hugepages-2Mi': '0',
  memory: '4027484Ki',
  pods: '110',
};
/** 100 MiB of memory and a tenth of the disk are kept back for the machine itself. */
const allocatable = { ...capacity, 'ephemeral-storage': '18566299208', memory: '3925084Ki' };

/**
 * The Node as the kubelet registers it.
 *
 * Shape:   `fault` is why the node is not ready; undefined where it is
 * Source:  pkg/kubelet/kubelet_node_status.go `initialNode`; nodestatus/setters.go
 */
export function makeNode(context: KubeletContext, fault: string | undefined): Node {
  const { nodeName, labels, taints } = context.settings;
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: nodeName,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': nodeName,
        'kubernetes.io/os': 'linux',
        ...labels,
      },
      annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' },
    },
    spec: { ...(taints.length > 0 && { taints: [...taints] }) },
    status: makeNodeStatus(context, fault, undefined),
  };
}

export function makeNodeStatus(
  context: KubeletContext,
  fault: string | undefined,
  previous: Node['status'],
): NonNullable<Node['status']> {
  const { process, settings } = context;
  const { nodeIp, nodeName } = settings;
  return {
    capacity,
    allocatable,
    conditions: conditionsOf(fault, previous?.conditions ?? [], formatRfc3339(process.nowUs)),
    addresses: [
      { type: 'InternalIP', address: nodeIp },
      { type: 'Hostname', address: nodeName },
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: 10_250 } },
    nodeInfo: systemInfo(machineOf(process)),
  };
}

function conditionsOf(
  fault: string | undefined,
  previous: readonly NodeCondition[],
  now: string,
): NodeCondition[] {
  const is = (type: string, isTrue: boolean, reason: string, message: string): NodeCondition => {
    const status = isTrue ? 'True' : 'False';
    const before = previous.find((condition) => condition.type === type);
    const since = before?.status === status ? (before.lastTransitionTime ?? now) : now;
    return { type, status, lastHeartbeatTime: now, lastTransitionTime: since, reason, message };
  };
  const ready = 'kubelet is posting ready status';
  return [
    is(
      'MemoryPressure',
      false,
      'KubeletHasSufficientMemory',
      'kubelet has sufficient memory available',
    ),
    is('DiskPressure', false, 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
    is('PIDPressure', false, 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
    fault === undefined
      ? is('Ready', true, 'KubeletReady', ready)
      : is('Ready', false, 'KubeletNotReady', fault),
  ];
}

function systemInfo(machine: Machine) {
  const id = (what: string): string =>
    machine.kernel.random.fork(`${machine.name}/${what}`).hex(32);
  return {
    machineID: id('machine id'),
    systemUUID: asUuid(id('system uuid')),
    bootID: asUuid(machine.journal.bootId(machine.bootCount)),
    kernelVersion: LINUX_RELEASE,
    osImage: 'Debian GNU/Linux 12 (bookworm)',
    containerRuntimeVersion: 'containerd://1.7.24',
    kubeletVersion: 'v1.36.3',
    kubeProxyVersion: '',
    operatingSystem: 'linux',
    architecture: 'amd64',
  };
}

function asUuid(hex: string): string {
  return [0, 8, 12, 16, 20].map((at, i) => hex.slice(at, [8, 12, 16, 20, 32][i])).join('-');
}

/** True where two statuses differ in more than the time of the last heartbeat. */
export function hasNodeChanged(a: Node['status'], b: Node['status']): boolean {
  const still = (status: Node['status']) => ({
    ...status,
    conditions: status?.conditions?.map(({ lastHeartbeatTime: _time, ...rest }) => rest),
  });
  return !isSame(still(a), still(b));
}

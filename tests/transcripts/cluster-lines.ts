import type {
  BalancedServer,
  EtcdSnapshot,
  MachineSnapshot,
  PodSnapshot,
  Snapshot,
} from '../../labs/topology/snapshot-shape.ts';

/**
 * What `! cluster` prints: a line for each machine that holds a part of the control plane.
 *
 *     etcd-1: leader@2 commit 8
 *     cp-1: etcd leader@2, API server ready, controller manager leads
 *     lb: cp-1 up, cp-2 up, cp-3 down
 *     lb-1: cp-1 up, cp-2 up, cp-3 up; keepalived MASTER 101; holds 10.0.0.10
 */
export function clusterLines({ machines }: Snapshot): string[] {
  return machines.flatMap((machine) => {
    const text = describe(machine);
    return text === undefined ? [] : [`${machine.name}: ${machine.isOn ? text : 'off'}`];
  });
}

function describe(machine: MachineSnapshot): string | undefined {
  const { role, units, pods } = machine;
  switch (role) {
    case 'etcd': {
      const { state = 'absent', etcd, isFrozen } = units[0] ?? {};
      if (isFrozen) return 'frozen';
      return etcd ? `${roleOf(etcd)} commit ${etcd.commitIndex}` : state;
    }
    case 'control-plane':
      return pods.map(describePod).join(', ');
    case 'balancer':
      return [describeBalancer(machine), ...describeRouter(machine)].join('; ');
    default:
      return undefined;
  }
}

function describeBalancer({ units }: MachineSnapshot): string | undefined {
  const haproxy = units.find(({ name }) => name === 'haproxy');
  if (haproxy?.isFrozen) return 'frozen';
  return haproxy?.balancer?.servers.map(describeServer).join(', ') ?? haproxy?.state;
}

function describeRouter({ units, heldAddresses = [] }: MachineSnapshot): string[] {
  const keepalived = units.find(({ name }) => name === 'keepalived');
  if (keepalived === undefined) return [];
  const { isFrozen, router, state } = keepalived;
  const now = isFrozen ? 'frozen' : router ? `${router.state} ${router.priority}` : state;
  return [`keepalived ${now}`, ...heldAddresses.map((address) => `holds ${address}`)];
}

const podNames = new Map([
  ['kube-apiserver', 'API server'],
  ['kube-controller-manager', 'controller manager'],
]);

function describePod(pod: PodSnapshot): string {
  return `${podNames.get(pod.name) ?? pod.name} ${stateOf(pod)}`;
}

function stateOf({ state, hasManifest, isFrozen, etcd, apiserver, manager }: PodSnapshot): string {
  if (state === 'absent') return hasManifest ? 'down' : 'gone';
  if (isFrozen) return 'frozen';
  if (etcd) return roleOf(etcd);
  if (apiserver) return apiserver.isReady ? 'ready' : 'not ready';
  if (manager) return manager.isLeader ? 'leads' : 'waits';
  return 'starts';
}

function roleOf({ role, term }: EtcdSnapshot): string {
  return `${role}@${term}`;
}

function describeServer({ name, isUp }: BalancedServer): string {
  return `${name} ${isUp ? 'up' : 'down'}`;
}

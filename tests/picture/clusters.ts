/*
 * Clusters as the picture may get them, written by hand: tests of the page need no engine.
 */
import type {
  BalancedServer,
  EtcdSnapshot,
  Insight,
  MachineSnapshot,
  PodSnapshot,
  Snapshot,
  UnitSnapshot,
} from '../../labs/host/protocol.ts';
import { stackedTopology, type TopologySpec } from '../../labs/topology/spec.ts';
import { staticPodsOf } from '../../labs/topology/static-pods.ts';

/** Three control-plane machines and two workers, or as many as are asked for. */
export function stackedSnapshot(controlPlanes = 3, workers = 2): Snapshot {
  return snapshotOf(stackedTopology(controlPlanes, workers));
}

/**
 * All is well: the first member leads etcd, the controller manager of cp-2 holds the Lease, and the
 * first of two balancers the address.
 */
export function snapshotOf(topology: TopologySpec): Snapshot {
  const { machines } = topology;
  const withRole = (role: string) => machines.filter((machine) => machine.role === role);
  const servers = withRole('control-plane').map(({ name }) => ({ name, isUp: true }));
  return {
    atUs: 60_000_000,
    machines: machines.map((spec): MachineSnapshot => {
      const at = withRole(spec.role).indexOf(spec);
      const base = { ...spec, isOn: true, units: [], pods: [] };
      switch (spec.role) {
        case 'workstation':
          return base;
        case 'balancer':
          return { ...base, ...balancer(at, servers, topology.virtual?.address) };
        case 'etcd':
          return { ...base, units: [{ ...unit('etcd'), etcd: etcd(at) }] };
        case 'worker':
          return { ...base, units: [unit('kubelet')] };
        case 'control-plane':
          return { ...base, units: [unit('kubelet')], pods: pods(at, staticPodsOf(topology)) };
      }
    }),
    links: [],
  };
}

function balancer(
  at: number,
  servers: readonly BalancedServer[],
  shared: string | undefined,
): Pick<MachineSnapshot, 'units' | 'heldAddresses'> {
  const haproxy = { ...unit('haproxy'), balancer: { servers } };
  if (shared === undefined) return { units: [haproxy] };
  const router = { state: at === 0 ? 'MASTER' : 'BACKUP', priority: 101 - at } as const;
  const units = [haproxy, { ...unit('keepalived'), router }];
  return { units, ...(at === 0 && { heldAddresses: [shared] }) };
}

/** The same cluster with one of its machines changed. */
export function withMachine(
  snapshot: Snapshot,
  name: string,
  change: (machine: MachineSnapshot) => MachineSnapshot,
): Snapshot {
  const machines = snapshot.machines.map((one) => (one.name === name ? change(one) : one));
  return { ...snapshot, machines };
}

function unit(name: string): UnitSnapshot {
  return { name, state: 'active', isFrozen: false, pid: 312 };
}

function pods(at: number, names: readonly string[]): PodSnapshot[] {
  const shared = { state: 'running', hasManifest: true, isFrozen: false } as const;
  const insights: Readonly<Record<string, Insight>> = {
    'kube-apiserver': { apiserver: { isReady: true, watches: 9 + at * 4 } },
    etcd: { etcd: etcd(at) },
    'kube-controller-manager': { manager: { isLeader: at === 1 } },
  };
  return names.map((name) => ({ ...shared, name, pid: 400, ...insights[name] }));
}

function etcd(at: number): EtcdSnapshot {
  return {
    memberId: `8e9e05c52164694${at}`,
    role: at === 0 ? 'leader' : 'follower',
    term: 2,
    commitIndex: 1_204,
    appliedIndex: 1_204,
    revision: 980,
    leaderId: '8e9e05c521646940',
  };
}

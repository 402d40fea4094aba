/*
 * A cluster of three control-plane machines and two workers as the picture may get it, written by
 * hand: tests of the page need no engine.
 */
import type {
  EtcdSnapshot,
  MachineSnapshot,
  PodSnapshot,
  Snapshot,
  UnitSnapshot,
} from '../../labs/host/protocol.ts';
import { stackedTopology } from '../../labs/topology/spec.ts';
import { staticPodNames } from '../../labs/topology/static-pods.ts';

/** All is well; cp-1 leads etcd, and the controller manager of cp-2 holds the Lease. */
export function stackedSnapshot(controlPlanes = 3, workers = 2): Snapshot {
  const { machines } = stackedTopology(controlPlanes, workers);
  const planes = machines.filter(({ role }) => role === 'control-plane');
  return {
    atUs: 60_000_000,
    machines: machines.map((spec): MachineSnapshot => {
      const at = planes.indexOf(spec);
      const base = { ...spec, isOn: true, units: [], pods: [] };
      if (spec.role === 'workstation') return base;
      if (spec.role !== 'balancer') {
        return { ...base, units: [unit('kubelet')], pods: at < 0 ? [] : pods(at) };
      }
      const servers = planes.map(({ name }) => ({ name, isUp: true }));
      return { ...base, units: [{ ...unit('haproxy'), balancer: { servers } }] };
    }),
    links: [],
  };
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

function pods(at: number): PodSnapshot[] {
  const shared = { state: 'running', hasManifest: true, isFrozen: false } as const;
  const insights = [
    { apiserver: { isReady: true, watches: 9 + at * 4 } },
    { etcd: etcd(at) },
    { manager: { isLeader: at === 1 } },
  ];
  return staticPodNames.map((name, index) => ({ ...shared, name, pid: 400, ...insights[index] }));
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

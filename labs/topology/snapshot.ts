import type { ApiServerView } from '../cluster/apiserver/apiserver.ts';
import type { BalancerView } from '../cluster/balancer/index.ts';
import type { KeepalivedView } from '../cluster/balancer/keepalived/index.ts';
import type { ControllerManagerView } from '../cluster/controllers/kube-controller-manager.ts';
import type { EtcdView } from '../cluster/etcd/index.ts';
import { HEALTHY_SYNC_US, MILLISECOND, type Process } from '../cluster/kernel/index.ts';
import { baseName, type Machine } from '../cluster/machine/index.ts';
import type { Cluster } from './cluster.ts';
import type { MachineSpec, TopologySpec } from './spec.ts';
import { manifestPath, staticPodsOf } from './static-pods.ts';
import type {
  DiskSnapshot,
  EtcdSnapshot,
  Insight,
  LinkSnapshot,
  MachineSnapshot,
  PodSnapshot,
  RouterSnapshot,
  Snapshot,
  UnitSnapshot,
} from './snapshot-shape.ts';

/** Units that every machine has and no picture needs. */
const UNDRAWN = new Set(['ssh.service', 'containerd.service']);

/** What the programs of a cluster let an onlooker see. */
type View = EtcdView | ApiServerView | ControllerManagerView | BalancerView | KeepalivedView;

/** What the cluster looks like now. Keeps: only looks; nothing in the cluster changes by it. */
export function takeSnapshot(cluster: Cluster): Snapshot {
  return {
    atUs: cluster.kernel.nowUs,
    machines: cluster.topology.machines.map((spec) => takeMachineSnapshot(cluster, spec)),
    links: linksOf(cluster),
  };
}

/** What one machine looks like now. Keeps: as `takeSnapshot` */
export function takeMachineSnapshot(cluster: Cluster, spec: MachineSpec): MachineSnapshot {
  const { name, address, role, zone } = spec;
  const machine = cluster.machine(name);
  const { isOn, movableAddresses } = machine;
  const units = unitsOf(machine);
  const pods = podsOf(spec, machine, cluster.topology);
  const held = movableAddresses.size > 0 && { heldAddresses: [...movableAddresses.keys()] };
  const disk = diskOf(machine);
  const more = { ...held, ...(disk && { disk }), ...(zone && { zone }) };
  return { name, address, role, isOn, units, pods, ...more };
}

/** A disk on which less than this fits is as good as full. Units: bytes */
const HARDLY_ANY = 4_096;

function diskOf({ disk }: Machine): DiskSnapshot | undefined {
  const isFull = disk.capacity - disk.used < HARDLY_ANY;
  if (!isFull && disk.syncUs <= HEALTHY_SYNC_US) return undefined;
  return { isFull, syncMs: disk.syncUs / MILLISECOND };
}

function unitsOf(machine: Machine): UnitSnapshot[] {
  return machine.systemd.units
    .filter(({ name }) => !UNDRAWN.has(name))
    .map((unit) => ({
      name: unit.name.replace(/\.service$/, ''),
      state: machine.isOn ? unit.state : 'inactive',
      ...processOf(unit.mainProcess, machine),
    }));
}

function podsOf({ role }: MachineSpec, machine: Machine, topology: TopologySpec): PodSnapshot[] {
  if (role !== 'control-plane') return [];
  const processes = [...machine.processes.values()];
  return staticPodsOf(topology).map((name) => {
    const process = processes.find(({ argv }) => baseName(argv[0] ?? '') === name);
    return {
      name,
      state: process ? 'running' : 'absent',
      hasManifest: machine.files.isFile(manifestPath(name)),
      ...processOf(process, machine),
    };
  });
}

function processOf(
  process: Process | undefined,
  machine: Machine,
): { readonly isFrozen: boolean; readonly pid?: number } & Insight {
  if (!process) return { isFrozen: false };
  const isFrozen = process.state === 'stopped';
  return { isFrozen, pid: process.pid, ...insightOf(viewOf(process, machine)) };
}

/** A program that forks, as HAProxy does, lets its newest child be looked at. */
function viewOf({ pid, view }: Process, machine: Machine): View | undefined {
  if (view) return view() as View;
  const children = [...machine.processes.values()].filter(({ parentPid }) => parentPid === pid);
  return children.at(-1)?.view?.() as View | undefined;
}

function insightOf(view: View | undefined): Insight {
  switch (view?.kind) {
    case 'etcd':
      return { etcd: etcdOf(view) };
    case 'apiserver':
      return { apiserver: { isReady: view.isReady, watches: view.watches } };
    case 'kube-controller-manager':
      return { manager: { isLeader: view.isLeader } };
    case 'haproxy':
      return { balancer: { servers: view.servers.map(({ name, isUp }) => ({ name, isUp })) } };
    case 'keepalived':
      return { router: routerOf(view) };
    case undefined:
      return {};
  }
}

/** Of several instances the first that is master says how it is. */
function routerOf({ instances }: KeepalivedView): RouterSnapshot {
  const shown = instances.find(({ state }) => state === 'MASTER') ?? instances[0];
  return { state: shown?.state ?? 'INIT', priority: shown?.priority ?? 0 };
}

function etcdOf(view: EtcdView): EtcdSnapshot {
  const { memberId, role, term, commitIndex, appliedIndex, revision, leaderId } = view;
  const leader = leaderId === '' ? {} : { leaderId };
  return { memberId, role, term, commitIndex, appliedIndex, revision, ...leader };
}

function linksOf(cluster: Cluster): LinkSnapshot[] {
  const { network } = cluster.kernel;
  return network.changedLinks().flatMap(({ from, to, link }): LinkSnapshot[] => {
    const ends = { from: from.name, to: to.name };
    const laid = network.laidLink(from, to);
    if (link.isCut) return [{ ...ends, state: 'cut' }];
    const isSlow = link.latencyUs > laid.latencyUs;
    const isLossy = link.loss > laid.loss;
    return [
      ...(isSlow ? [{ ...ends, state: 'slow' } as const] : []),
      ...(isLossy ? [{ ...ends, state: 'lossy' } as const] : []),
    ];
  });
}

/** What a machine is for. It decides its files, its units and its daemons. */
export type MachineRole = 'etcd' | 'workstation' | 'control-plane' | 'worker' | 'balancer';

/** One machine to build. */
export interface MachineSpec {
  readonly name: string;
  readonly address: string;
  readonly role: MachineRole;
  /** The zone that it stands in; left out where it stands in none: see zones.ts. */
  readonly zone?: string;
}

/** What the machines of a topology are delivered with: see outfits/. A page loads no other. */
export type OutfitName = 'etcd' | 'kubernetes' | 'kubernetes-vip';

/** What to build: the machines, in the order in which a picture shows them. */
export interface TopologySpec {
  readonly name: string;
  readonly outfit: OutfitName;
  readonly machines: readonly MachineSpec[];
  readonly virtual?: VirtualAddress;
}

/** What two balancers share: the one that is master is reached by it. */
export interface VirtualAddress {
  readonly name: string;
  readonly address: string;
}

const zoneNames = ['zone-a', 'zone-b', 'zone-c'];

const workstation: MachineSpec = {
  name: 'workstation',
  address: '10.0.0.5',
  role: 'workstation',
};

/**
 * A number of etcd members, each on a machine of its own, and a workstation to command them from.
 *
 * Units:   `members` from 1 to 9
 */
export function etcdTopology(members: number): TopologySpec {
  const machines = numbered(members, 'etcd', 'etcd', 11);
  return { name: `etcd-${members}`, outfit: 'etcd', machines: [workstation, ...machines] };
}

/**
 * A Kubernetes cluster with stacked etcd: every control-plane machine runs an API server, a
 * controller manager and the etcd member that serves it; a balancer stands before the API servers.
 *
 * Units:   `controlPlanes` from 1 to 7, `workers` from 0 to 9
 */
export function stackedTopology(controlPlanes: number, workers: number): TopologySpec {
  return {
    name: `stacked-${controlPlanes}-${workers}`,
    outfit: 'kubernetes',
    machines: [
      workstation,
      { name: 'lb', address: '10.0.0.10', role: 'balancer' },
      ...numbered(controlPlanes, 'cp', 'control-plane', 21),
      ...numbered(workers, 'worker', 'worker', 31),
    ],
  };
}

/**
 * A Kubernetes cluster with external etcd: the members are on machines of their own, and every API
 * server may ask any of them.
 *
 * Units:   `members` and `controlPlanes` from 1 to 7, `workers` from 0 to 9
 */
export function externalTopology(
  members: number,
  controlPlanes: number,
  workers: number,
): TopologySpec {
  const { machines, outfit } = stackedTopology(controlPlanes, workers);
  return {
    name: `external-${members}-${controlPlanes}-${workers}`,
    outfit,
    machines: [...machines, ...numbered(members, 'etcd', 'etcd', 41)],
  };
}

/**
 * Stacked etcd with two balancers, `lb-1` and `lb-2`: `lb` is whichever of them holds the address.
 *
 * Units:   as for `stackedTopology`
 */
export function virtualTopology(controlPlanes: number, workers: number): TopologySpec {
  const { name, machines } = stackedTopology(controlPlanes, workers);
  const { name: alias, address } = machines.find(({ role }) => role === 'balancer')!;
  return {
    name: `${name}-vip`,
    outfit: 'kubernetes-vip',
    machines: machines.flatMap((machine) =>
      machine.role === 'balancer' ? numbered(2, alias, 'balancer', 11) : [machine],
    ),
    virtual: { name: alias, address },
  };
}

/**
 * Stacked etcd on three control-plane machines, with two workers, in two zones (two of the three
 * control-plane machines are in the first) or in three. Balancer and workstation are in none: a
 * cloud's balancer is the region's, and it outlives a zone.
 */
export function zonedTopology(zones: 2 | 3): TopologySpec {
  const { outfit, machines } = stackedTopology(3, 2);
  const zoneOf = (machine: MachineSpec): string => {
    const alike = machines.filter(({ role }) => role === machine.role);
    return zoneNames[Math.floor((alike.indexOf(machine) * zones) / alike.length)]!;
  };
  return {
    name: `stacked-${zones}-zones`,
    outfit,
    machines: machines.map((machine) => {
      const isNode = machine.role === 'control-plane' || machine.role === 'worker';
      return isNode ? { ...machine, zone: zoneOf(machine) } : machine;
    }),
  };
}

/** True where every control-plane machine has an etcd member of its own. */
export function isStacked(topology: TopologySpec): boolean {
  return machinesOf(topology, 'etcd').length === 0;
}

/** The machines of a topology with a role. */
export function machinesOf(topology: TopologySpec, role: MachineRole): MachineSpec[] {
  return topology.machines.filter((machine) => machine.role === role);
}

function numbered(count: number, name: string, role: MachineRole, first: number): MachineSpec[] {
  return Array.from({ length: count }, (_, at) => ({
    name: `${name}-${at + 1}`,
    address: `10.0.0.${first + at}`,
    role,
  }));
}

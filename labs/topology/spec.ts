/** One machine to build. */
export interface MachineSpec {
  readonly name: string;
  readonly address: string;
  readonly role: 'etcd' | 'workstation';
}

/** What to build: the machines, in the order in which a picture shows them. */
export interface TopologySpec {
  readonly name: string;
  readonly machines: readonly MachineSpec[];
}

/**
 * A number of etcd members, each on a machine of its own, and a workstation to command them from.
 *
 * Units:   `members` from 1 to 9
 */
export function etcdTopology(members: number): TopologySpec {
  const machines: MachineSpec[] = [
    { name: 'workstation', address: '10.0.0.5', role: 'workstation' },
  ];
  for (let number = 1; number <= members; number++) {
    machines.push({ name: `etcd-${number}`, address: `10.0.0.${10 + number}`, role: 'etcd' });
  }
  return { name: `etcd-${members}`, machines };
}

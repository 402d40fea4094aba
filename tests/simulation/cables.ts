import type { Machine } from '../../labs/cluster/machine/index.ts';
import type { SimulatedCluster } from './cluster.ts';
import type { Fault } from './fault.ts';

type LinkFault = Extract<Fault, { kind: 'link' }>;

/** All members but one. */
export function others(cluster: SimulatedCluster, machine: Machine): Machine[] {
  return cluster.members.filter((other) => other !== machine);
}

/** Cuts the cables from each of the first to each of the second, one way. */
export function cut(from: readonly Machine[], to: readonly Machine[]): LinkFault {
  const names = (machines: readonly Machine[]): string[] => machines.map(({ name }) => name);
  return { kind: 'link', from: names(from), to: names(to), change: { isCut: true } };
}

/** Changes all cables between members. */
export function everywhere(cluster: SimulatedCluster, change: LinkFault['change']): LinkFault {
  const all = cluster.members.map(({ name }) => name);
  return { kind: 'link', from: all, to: all, change };
}

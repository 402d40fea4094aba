import { SECOND } from '../../labs/cluster/kernel/index.ts';
import type { Setup } from './reference-ha.ts';

/** One row of the matrix: what happens, and which recordings it is held against. */
export interface Row {
  /** As the matrix calls it. */
  readonly name: string;
  /** The recordings that this row is compared with, by their keys. */
  readonly recordings: readonly string[];
  /** The cluster that is simulated; where a row is of both kinds, the stacked one. */
  readonly setup: Setup;
  /** What is struck. `etcdLeader` is the node, 0 to 2, whose member leads. */
  readonly strikes: (etcdLeader: number) => readonly Strike[];
  /** How long it lasts; to the end of the window where left out. Units: microseconds */
  readonly lastsUs?: number;
}

/** Something done to a unit of a node, 0 to 2, or of the balancer's machine. */
export interface Strike {
  readonly on: number | 'lb';
  readonly unit: string;
  readonly how: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'start';
  /** How long after the one before. Units: microseconds */
  readonly afterUs?: number;
}

const stacked: Setup = { etcd: 'stacked' };
const external: Setup = { etcd: 'external' };

const kill = (on: Strike['on'], unit: string): Strike => ({ on, unit, how: 'SIGKILL' });
const killServers = (...on: number[]): Strike[] => on.map((node) => kill(node, 'kube-apiserver'));
const killMembers = (...on: number[]): Strike[] => on.map((node) => kill(node, 'etcd'));
const killNodes = (...on: number[]): Strike[] =>
  on.flatMap((node) =>
    ['kube-apiserver', 'etcd', 'kube-controller-manager'].map((unit) => kill(node, unit)),
  );

/** The nodes whose members follow. */
const followers = (leader: number): [number, number] => [(leader + 1) % 3, (leader + 2) % 3];

export const rows: readonly Row[] = [
  {
    name: 'stacked: etcd follower',
    recordings: ['stacked/etcd-follower'],
    setup: stacked,
    strikes: (leader) => killMembers(followers(leader)[0]),
  },
  {
    name: 'stacked: etcd leader',
    recordings: ['stacked/etcd-leader'],
    setup: stacked,
    strikes: (leader) => killMembers(leader),
  },
  {
    // In both recordings the node's member had been restarted just before, and so was no leader.
    name: 'stacked: a whole node',
    recordings: ['stacked/node-1of3'],
    setup: stacked,
    strikes: (leader) => killNodes(followers(leader)[0]),
  },
  {
    name: 'stacked: etcd quorum lost',
    recordings: ['stacked/etcd-quorum-lost'],
    setup: stacked,
    strikes: (leader) => killMembers(...followers(leader)),
  },
  {
    name: 'external: etcd follower',
    recordings: ['external/etcd-follower'],
    setup: external,
    strikes: (leader) => killMembers(followers(leader)[0]),
  },
  {
    name: 'external: etcd leader',
    recordings: ['external/etcd-leader'],
    setup: external,
    strikes: (leader) => killMembers(leader),
  },
  {
    // Its member led: writes of that moment failed after 7 s.
    name: 'external: an apiserver and a member',
    recordings: ['external/node-1of3'],
    setup: external,
    strikes: (leader) => killNodes(leader),
  },
  {
    name: 'external: etcd quorum lost',
    recordings: ['external/etcd-quorum-lost'],
    setup: external,
    strikes: (leader) => killMembers(...followers(leader)),
  },
  {
    // The recorder gave the balancer another configuration first, and counted from there.
    name: 'external: 1 apiserver, redispatch',
    recordings: ['external/apiserver-1of3-redispatch'],
    setup: { ...external, hasRedispatch: true },
    strikes: () => [
      kill('lb', 'haproxy'),
      { on: 'lb', unit: 'haproxy', how: 'start', afterUs: SECOND / 20 },
      { on: 0, unit: 'kube-apiserver', how: 'SIGKILL', afterUs: 6 * SECOND },
    ],
  },
  {
    name: 'both: 1 apiserver',
    recordings: ['stacked/apiserver-1of3', 'external/apiserver-1of3'],
    setup: stacked,
    strikes: () => killServers(0),
  },
  {
    name: 'both: 2 apiservers',
    recordings: ['stacked/apiserver-2of3', 'external/apiserver-2of3'],
    setup: stacked,
    strikes: () => killServers(0, 1),
  },
  {
    name: 'both: all apiservers',
    recordings: ['stacked/apiserver-all', 'external/apiserver-all'],
    setup: stacked,
    strikes: () => killServers(0, 1, 2),
  },
  {
    name: 'both: 2 nodes',
    recordings: ['stacked/node-2of3', 'external/node-2of3'],
    setup: stacked,
    strikes: () => killNodes(0, 1),
  },
  {
    name: 'both: apiserver frozen',
    recordings: ['stacked/apiserver-freeze', 'external/apiserver-freeze'],
    setup: stacked,
    strikes: () => [{ on: 0, unit: 'kube-apiserver', how: 'SIGSTOP' }],
    lastsUs: 20 * SECOND,
  },
  {
    name: 'both: apiserver SIGTERM',
    recordings: ['stacked/apiserver-sigterm', 'external/apiserver-sigterm'],
    setup: stacked,
    strikes: () => [{ on: 0, unit: 'kube-apiserver', how: 'SIGTERM' }],
  },
  {
    name: 'both: balancer killed',
    recordings: ['stacked/lb-killed', 'external/lb-killed'],
    setup: stacked,
    strikes: () => [{ on: 'lb', unit: 'haproxy', how: 'SIGKILL' }],
  },
];

/** Finds a row by a part of its name. */
export function findRows(part: string | undefined): readonly Row[] {
  return part === undefined ? rows : rows.filter(({ name }) => name.includes(part));
}

import type { Component } from './reference-ha.ts';

/** One row of the matrix: what is killed, and which recordings it is held against. */
export interface Row {
  /** As the matrix calls it. */
  readonly name: string;
  /** The recordings that this row is compared with, by their keys. */
  readonly recordings: readonly string[];
  /** What is killed. `etcdLeader` is the node, 0 to 2, whose member leads. */
  readonly kills: (etcdLeader: number) => readonly Kill[];
}

/** Components of one node, 0 to 2. */
export interface Kill {
  readonly node: number;
  readonly components: readonly Component[];
}

const everything: readonly Component[] = ['kube-apiserver', 'etcd', 'kube-controller-manager'];

/** A node whose member follows. */
const follower = (etcdLeader: number): number => (etcdLeader + 1) % 3;

export const rows: readonly Row[] = [
  {
    name: 'stacked: etcd follower',
    recordings: ['stacked/etcd-follower'],
    kills: (leader) => [{ node: follower(leader), components: ['etcd'] }],
  },
  {
    name: 'stacked: etcd leader',
    recordings: ['stacked/etcd-leader'],
    kills: (leader) => [{ node: leader, components: ['etcd'] }],
  },
  {
    // In both recordings the node's member had been restarted just before, and so was no leader.
    name: 'stacked: a whole node',
    recordings: ['stacked/node-1of3'],
    kills: (leader) => [{ node: follower(leader), components: everything }],
  },
  {
    name: 'both: 1 apiserver',
    recordings: ['stacked/apiserver-1of3', 'external/apiserver-1of3'],
    kills: () => [{ node: 0, components: ['kube-apiserver'] }],
  },
  {
    name: 'both: all apiservers',
    recordings: ['stacked/apiserver-all', 'external/apiserver-all'],
    kills: () => [0, 1, 2].map((node) => ({ node, components: ['kube-apiserver'] as const })),
  },
  {
    name: 'both: 2 nodes',
    recordings: ['stacked/node-2of3', 'external/node-2of3'],
    kills: () => [0, 1].map((node) => ({ node, components: everything })),
  },
];

/** Finds a row by a part of its name. */
export function findRows(part: string | undefined): readonly Row[] {
  return part === undefined ? rows : rows.filter(({ name }) => name.includes(part));
}

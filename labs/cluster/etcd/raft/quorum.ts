import type { Id } from './id.ts';

/**
 * How an election stands. Lost means that a majority can no longer be reached, not merely that
 * somebody said no.
 */
export type VoteResult = 'VotePending' | 'VoteLost' | 'VoteWon';

/** The smallest number of voters of which any two groups share one: 2 of 3, 3 of 4, 3 of 5. */
export function majority(voters: number): number {
  return (voters >> 1) + 1;
}

/**
 * The highest index that at least `needed` voters hold.
 *
 * Shape:  `matchOf` tells the highest index known to be on a voter's disk
 * Source: etcd raft/quorum/majority.go `CommittedIndex`
 */
export function indexHeldBy(
  needed: number,
  voters: readonly Id[],
  matchOf: (id: Id) => number,
): number {
  if (voters.length < needed) return 0;
  const matches = voters.map(matchOf).sort(descending);
  return matches[needed - 1] ?? 0;
}

/**
 * Counts the votes so far.
 *
 * Keeps:  votes of members that are no voters are not counted
 * Source: etcd raft/tracker/tracker.go `TallyVotes`, raft/quorum/majority.go `VoteResult`
 */
export function tallyVotes(
  voters: readonly Id[],
  votes: ReadonlyMap<Id, boolean>,
): { granted: number; rejected: number; result: VoteResult } {
  let granted = 0;
  let rejected = 0;
  for (const id of voters) {
    const vote = votes.get(id);
    if (vote === true) granted += 1;
    if (vote === false) rejected += 1;
  }
  const needed = majority(voters.length);
  const open = voters.length - granted - rejected;
  const result =
    granted >= needed ? 'VoteWon' : granted + open >= needed ? 'VotePending' : 'VoteLost';
  return { granted, rejected, result };
}

function descending(a: number, b: number): number {
  return b - a;
}

/**
 * Rules that a test may break on purpose, to see that a checker notices. Test-only: nothing but
 * tests/ sets `RaftConfig.bugs`, and each bug is one `if` at the rule it breaks.
 *
 * - `commit-old-term`: a leader commits an older term's entry by counting (paper, figure 8).
 * - `vote-twice`: a member forgets that it has voted in this term.
 * - `no-pre-vote-check`: a pre-vote is granted whatever the log says, and no lease is respected.
 * - `commit-minority`: one acknowledgement less than a majority commits.
 * - `answer-before-fsync`: the caller sends a Ready's messages before it has persisted. The core
 *   cannot do this itself; the name stands here so that there is one list.
 * - `unsynced-restart`: a member that was killed takes what it finds in its log for safely on the
 *   disk. This one too is the caller's, as are the next.
 * - `forget-vote`: a member does not write down whom it has voted for.
 * - `snapshot-without-state`: a follower takes a snapshot for applied, and keeps its store.
 * - `lose-leases`: a new leader knows of no lease.
 * - `read-without-quorum`: a leader answers reads without asking whether it still leads.
 * - `apply-before-commit`: a follower takes for committed whatever it is sent.
 */
export type Bug =
  | 'commit-old-term'
  | 'vote-twice'
  | 'no-pre-vote-check'
  | 'commit-minority'
  | 'answer-before-fsync'
  | 'unsynced-restart'
  | 'forget-vote'
  | 'snapshot-without-state'
  | 'lose-leases'
  | 'read-without-quorum'
  | 'apply-before-commit';

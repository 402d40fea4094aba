import type { Core } from './core.ts';
import type { ProposedEntry } from './entry.ts';
import type { Id } from './id.ts';
import type { Progress } from './progress.ts';
import { indexHeldBy, majority } from './quorum.ts';

/*
 * How a leader's log reaches the others, and how it learns that enough of them have it
 * (paper, §5.3 and §5.4; etcd raft/raft.go `maybeSendAppend`, `bcastAppend`, `maybeCommit`).
 */

/** Gives proposals their place in the leader's log. They count as held once they are stable. */
export function appendEntries(core: Core, proposed: readonly ProposedEntry[]): void {
  const { raftLog, term } = core;
  const after = raftLog.lastIndex;
  raftLog.append(
    proposed.map(({ kind, data }, place) => ({ term, index: after + 1 + place, kind, data })),
  );
}

/** Sends every other member what it lacks, or at least the commit index. */
export function bcastAppend(core: Core): void {
  for (const id of core.peers) if (id !== core.id) maybeSendAppend(core, id, true);
}

/** Sends a heartbeat to every other member, with the context of a read that wants confirming. */
export function bcastHeartbeat(core: Core, context: string): void {
  for (const to of core.peers) {
    if (to === core.id) continue;
    // Not further than what this member is known to hold: it may have another entry there.
    const commit = Math.min(core.progress.get(to)?.match ?? 0, core.raftLog.committed);
    const { id: from, term } = core;
    core.send({ type: 'MsgHeartbeat', from, to, term, commit, context });
  }
}

/**
 * Sends one MsgApp with as many entries as fit, unless the member is paused.
 *
 * Shape:  `sendIfEmpty` sends it even without entries, to carry the commit index
 * Source: etcd raft/raft.go `maybeSendAppend` (v3.5)
 */
export function maybeSendAppend(core: Core, to: Id, sendIfEmpty: boolean): boolean {
  const progress = core.progress.get(to);
  if (progress === undefined || progress.isPaused) return false;
  const { raftLog } = core;
  const index = progress.next - 1;
  const logTerm = raftLog.term(index);
  if (logTerm === undefined) return maybeSendSnapshot(core, to, progress);

  const entries = raftLog.slice(progress.next, raftLog.lastIndex, core.messageBytesMax);
  const last = entries.at(-1);
  if (last === undefined && !sendIfEmpty) return false;

  const { id: from, term } = core;
  const commit = raftLog.committed;
  core.send({ type: 'MsgApp', from, to, term, index, logTerm, entries, commit });
  if (last !== undefined) progress.sentEntries(last.index);
  return true;
}

/**
 * Offers a snapshot to a member whose next entry is compacted.
 *
 * Differs: the snapshot names the place only. The caller adds the state when it sends the message,
 *          and may name the later place that its state has reached (etcd's
 *          `createMergedSnapshotMessage` does so).
 */
function maybeSendSnapshot(core: Core, to: Id, progress: Progress): boolean {
  const { id: from, raftLog, term, configuration } = core;
  if (!progress.recentActive) {
    core.logger?.('debug', `ignore sending snapshot to ${to} since it is not recently active`);
    return false;
  }
  const index = raftLog.applied;
  const snapshot = { index, term: raftLog.termOrZero(index), configuration };
  core.logger?.(
    'debug',
    `${from} [firstindex: ${raftLog.firstIndex}, commit: ${raftLog.committed}] sent ` +
      `snapshot[index: ${index}, term: ${snapshot.term}] to ${to} [${progress}]`,
  );
  progress.becomeSnapshot(index);
  core.logger?.('debug', `${from} paused sending replication messages to ${to} [${progress}]`);
  core.send({ type: 'MsgSnap', from, to, term, snapshot });
  return true;
}

/**
 * Commits what a majority of the voters hold on their disks, in the leader's own term.
 *
 * An older term's entry may be on a majority and still be replaced (paper, figure 8), so it is
 * committed only along with a later entry of this term. True when the commit index moved.
 */
export function maybeCommit(core: Core): boolean {
  const { raftLog, configuration } = core;
  let needed = majority(configuration.voters.length);
  if (core.bugs.has('commit-minority')) needed = Math.max(1, needed - 1);
  const index = indexHeldBy(
    needed,
    configuration.voters,
    (id) => core.progress.get(id)?.match ?? 0,
  );
  const isOwnTerm = raftLog.term(index) === core.term || core.bugs.has('commit-old-term');
  return isOwnTerm && raftLog.commitTo(index);
}

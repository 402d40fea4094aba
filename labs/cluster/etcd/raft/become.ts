import type { Core } from './core.ts';
import { NONE } from './id.ts';
import type { Id } from './id.ts';
import { appendEntries } from './replicate.ts';

/*
 * The four transitions (paper, figure 4, with the pre-candidate of thesis §9.6):
 *
 *     follower ⇨ pre-candidate ⇨ candidate ⇨ leader
 *         ⇧───────────┴─────────────┴──────────┘   a higher term, a lost vote, a lost quorum
 *
 * They change the state and print upstream's line; what is sent then is up to the role's file.
 */

/** Follows `lead`, or nobody yet. A term that is not new keeps its vote. */
export function becomeFollower(core: Core, term: number, lead: Id): void {
  core.reset(term);
  core.role = 'follower';
  core.lead = lead;
  core.logger?.('info', `${core.id} became follower at term ${core.term}`);
}

/** Asks around before it campaigns. Neither term nor vote change, so nothing is to be undone. */
export function becomePreCandidate(core: Core): void {
  core.votes.clear();
  core.role = 'pre-candidate';
  core.lead = NONE;
  core.logger?.('info', `${core.id} became pre-candidate at term ${core.term}`);
}

/** Begins a new term with a vote for itself. */
export function becomeCandidate(core: Core): void {
  core.reset(core.term + 1);
  core.role = 'candidate';
  core.vote = core.id;
  core.logger?.('info', `${core.id} became candidate at term ${core.term}`);
}

/**
 * Leads, and appends an empty entry: a leader commits by counting only in its own term, so without
 * one it could not commit what its predecessors left until somebody writes (paper, §5.4.2, §8).
 */
export function becomeLeader(core: Core): void {
  core.reset(core.term);
  core.role = 'leader';
  core.lead = core.id;
  const own = core.progress.get(core.id);
  if (own !== undefined) {
    own.becomeReplicate();
    own.recentActive = true;
  }
  // What predecessors have proposed may be in the log: it is assumed to be there.
  core.pendingConfIndex = core.raftLog.lastIndex;
  appendEntries(core, [{ kind: 'EntryNormal', data: '' }]);
  core.logger?.('info', `${core.id} became leader at term ${core.term}`);
}

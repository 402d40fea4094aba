import type { Core } from './core.ts';
import { formatId, NONE } from './id.ts';
import type { MessageOf } from './message.ts';

type VoteRequest = MessageOf<'MsgVote' | 'MsgPreVote'>;

/*
 * Giving votes. Every role does it alike (paper, §5.2 and §5.4.1; thesis §4.2.3 and §9.6).
 */

/**
 * True when this member has heard from a leader within the election timeout, and therefore does not
 * even look at a candidate's term: a member that cannot hear a leader must not unseat it for those
 * who can. An election that the leader asked for itself (`force`) is let through.
 *
 * Source: Raft thesis §4.2.3; etcd raft/raft.go `Step`, "lease is not expired"
 */
export function isLeaseHeld(core: Core, request: VoteRequest): boolean {
  if (core.bugs.has('no-pre-vote-check')) return false;
  const inLease = core.lead !== NONE && core.electionElapsed < core.electionTicks;
  if (request.force || !inLease) return false;
  const remaining = core.electionTicks - core.electionElapsed;
  const lease = `lease is not expired (remaining ticks: ${remaining})`;
  core.logger?.('info', `${formatVerdict(core, 'ignored', request)}: ${lease}`);
  return true;
}

/** Grants or rejects a vote. A pre-vote is not recorded: it promises nothing. */
export function handleVote(core: Core, request: VoteRequest): void {
  const { id: from } = core;
  const to = request.from;
  const type = request.type === 'MsgVote' ? 'MsgVoteResp' : 'MsgPreVoteResp';
  if (!canVote(core, request) || !isLogEnough(core, request)) {
    core.logger?.('info', formatVerdict(core, 'rejected', request));
    core.send({ type, from, to, term: core.term, reject: true });
    return;
  }
  core.logger?.('info', formatVerdict(core, 'cast', request));
  // The term of the request: a pre-candidate would take our own, lower one for stale.
  core.send({ type, from, to, term: request.term, reject: false });
  if (request.type === 'MsgVote') {
    core.electionElapsed = 0;
    core.vote = to;
  }
}

/** Answers a pre-vote from an older term, so that its sender learns the newer one. */
export function rejectStalePreVote(core: Core, request: VoteRequest): void {
  core.logger?.('info', formatVerdict(core, 'rejected', request));
  const { id: from, term } = core;
  core.send({ type: 'MsgPreVoteResp', from, to: request.from, term, reject: true });
}

/** One vote a term; the same candidate may ask twice, since the first answer may be lost. */
function canVote(core: Core, request: VoteRequest): boolean {
  if (core.bugs.has('vote-twice')) return true;
  if (request.type === 'MsgPreVote' && request.term > core.term) return true;
  return core.vote === request.from || (core.vote === NONE && core.lead === NONE);
}

function isLogEnough(core: Core, request: VoteRequest): boolean {
  if (core.bugs.has('no-pre-vote-check') && request.type === 'MsgPreVote') return true;
  return core.raftLog.isUpToDate(request.logTerm, request.index);
}

/** Formats what etcd prints about a vote; it says "cast … for" and "rejected … from". */
function formatVerdict(
  core: Core,
  verdict: 'cast' | 'rejected' | 'ignored',
  request: VoteRequest,
): string {
  const { lastTerm, lastIndex } = core.raftLog;
  const ours = `[logterm: ${lastTerm}, index: ${lastIndex}, vote: ${formatId(core.vote)}]`;
  const theirs = `[logterm: ${request.logTerm}, index: ${request.index}]`;
  const preposition = verdict === 'cast' ? 'for' : 'from';
  return (
    `${core.id} ${ours} ${verdict} ${request.type} ${preposition} ${request.from} ${theirs} ` +
    `at term ${core.term}`
  );
}

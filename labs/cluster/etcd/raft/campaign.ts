import { becomeCandidate, becomeLeader, becomePreCandidate } from './become.ts';
import type { Core } from './core.ts';
import type { Id } from './id.ts';
import { tallyVotes } from './quorum.ts';
import type { VoteResult } from './quorum.ts';
import { bcastAppend } from './replicate.ts';

/**
 * What kind of election: the question whether one could be won, the election itself, or one that
 * the leader asked for, which needs no pre-vote and is held in spite of its lease.
 *
 * Source: etcd raft/raft.go `CampaignType`
 */
export type CampaignType = 'campaignPreElection' | 'campaignElection' | 'campaignTransfer';

/** Starts an election, unless this member leads already or may not lead. */
export function hup(core: Core, type: CampaignType): void {
  const { id, term } = core;
  if (core.role === 'leader') {
    core.logger?.('debug', `${id} ignoring MsgHup because already leader`);
    return;
  }
  if (!core.isPromotable) {
    core.logger?.('warn', `${id} is unpromotable and can not campaign`);
    return;
  }
  const pending = countUnappliedConfChanges(core);
  if (pending > 0) {
    core.logger?.(
      'warn',
      `${id} cannot campaign at term ${term} since there are still ${pending} ` +
        'pending configuration changes to apply',
    );
    return;
  }
  core.logger?.('info', `${id} is starting a new election at term ${term}`);
  campaign(core, type);
}

/** Votes for itself and asks every other voter. A single voter has won by that. */
export function campaign(core: Core, type: CampaignType): void {
  const isPreVote = type === 'campaignPreElection';
  if (isPreVote) becomePreCandidate(core);
  else becomeCandidate(core);
  const response = isPreVote ? 'MsgPreVoteResp' : 'MsgVoteResp';
  if (poll(core, core.id, response, true).result === 'VoteWon') {
    winVote(core);
    return;
  }
  for (const voter of core.configuration.voters) {
    if (voter !== core.id) requestVote(core, voter, type);
  }
}

/** Goes on after a majority: from pre-candidate to candidate, from candidate to leader. */
export function winVote(core: Core): void {
  if (core.role === 'pre-candidate') {
    campaign(core, 'campaignElection');
    return;
  }
  becomeLeader(core);
  bcastAppend(core);
}

/** Records one answer and counts all of them. */
export function poll(
  core: Core,
  from: Id,
  type: 'MsgVoteResp' | 'MsgPreVoteResp',
  isGranted: boolean,
): { granted: number; rejected: number; result: VoteResult } {
  const what = isGranted ? type : `${type} rejection`;
  core.logger?.('info', `${core.id} received ${what} from ${from} at term ${core.term}`);
  // A member's first answer counts; a repeated message changes nothing.
  if (!core.votes.has(from)) core.votes.set(from, isGranted);
  return tallyVotes(core.configuration.voters, core.votes);
}

function requestVote(core: Core, to: Id, campaignType: CampaignType): void {
  const { id: from, term } = core;
  const { lastTerm: logTerm, lastIndex: index } = core.raftLog;
  const isPreVote = campaignType === 'campaignPreElection';
  const type = isPreVote ? 'MsgPreVote' : 'MsgVote';
  core.logger?.(
    'info',
    `${from} [logterm: ${logTerm}, index: ${index}] sent ${type} request to ${to} at term ${term}`,
  );
  core.send({
    type,
    from,
    to,
    // A pre-vote asks about the next term without beginning it.
    term: isPreVote ? term + 1 : term,
    index,
    logTerm,
    force: campaignType === 'campaignTransfer',
  });
}

/** A configuration that is committed but not yet in force may have other voters. */
function countUnappliedConfChanges(core: Core): number {
  const { applied, committed } = core.raftLog;
  if (applied === committed) return 0;
  const entries = core.raftLog.slice(applied + 1, committed);
  return entries.filter((entry) => entry.kind === 'EntryConfChange').length;
}

import { hup } from './campaign.ts';
import type { Core } from './core.ts';
import type { Entry } from './entry.ts';
import { NONE } from './id.ts';
import type { Message, MessageOf } from './message.ts';
import { maybeRestore } from './snapshot.ts';

/**
 * What a follower does with a message of its own term. Whatever comes from the leader starts the
 * election timeout anew.
 *
 * Source: etcd raft/raft.go `stepFollower`
 */
export function stepFollower(core: Core, message: Message): void {
  switch (message.type) {
    case 'MsgApp':
      hearLeader(core, message);
      handleAppend(core, message);
      break;
    case 'MsgHeartbeat':
      hearLeader(core, message);
      handleHeartbeat(core, message);
      break;
    case 'MsgSnap':
      hearLeader(core, message);
      handleSnapshot(core, message);
      break;
    case 'MsgTimeoutNow':
      core.logger?.(
        'info',
        `${core.id} [term ${core.term}] received MsgTimeoutNow from ${message.from} ` +
          'and starts an election to get leadership.',
      );
      hup(core, 'campaignTransfer');
      break;
    case 'MsgTransferLeader':
      forwardToLeader(core, message, 'leader transfer msg');
      break;
    case 'MsgReadIndex':
      forwardToLeader(core, message, 'index reading msg');
      break;
    case 'MsgReadIndexResp':
      core.readStates.push({ index: message.index, context: message.context });
      break;
    default:
    // Answers to a leader or a candidate that this member no longer is.
  }
}

/**
 * Takes a leader's entries if the one before them is ours too; otherwise says where the logs may
 * still agree.
 *
 * Source: paper §5.3; etcd raft/raft.go `handleAppendEntries`, raft/log.go `maybeAppend`
 */
export function handleAppend(core: Core, message: MessageOf<'MsgApp'>): void {
  const { raftLog } = core;
  if (message.index < raftLog.committed) {
    acceptAppend(core, message, raftLog.committed);
  } else if (raftLog.term(message.index) === message.logTerm) {
    const lastNew = message.index + message.entries.length;
    maybeAppend(core, message.entries);
    // Not beyond what this very message vouched for: what follows in our log may be another's.
    const isHasty = core.bugs.has('apply-before-commit');
    raftLog.commitTo(isHasty ? lastNew : Math.min(message.commit, lastNew));
    acceptAppend(core, message, lastNew);
  } else {
    rejectAppend(core, message);
  }
}

/** Commits what the leader knows that we hold, and answers with the heartbeat's context. */
export function handleHeartbeat(core: Core, message: MessageOf<'MsgHeartbeat'>): void {
  core.raftLog.commitTo(message.commit);
  const { id: from, term } = core;
  const { from: to, context } = message;
  core.send({ type: 'MsgHeartbeatResp', from, to, term, context });
}

/** Replaces the log by a snapshot if that is news, and says how far we are either way. */
export function handleSnapshot(core: Core, message: MessageOf<'MsgSnap'>): void {
  const { index, term } = message.snapshot;
  const isRestored = maybeRestore(core, message.snapshot);
  core.logger?.(
    'info',
    `${core.id} [commit: ${core.raftLog.committed}] ${isRestored ? 'restored' : 'ignored'} ` +
      `snapshot [index: ${index}, term: ${term}]`,
  );
  acceptAppend(core, message, isRestored ? core.raftLog.lastIndex : core.raftLog.committed);
}

function hearLeader(core: Core, message: Message): void {
  core.electionElapsed = 0;
  core.lead = message.from;
}

function forwardToLeader(
  core: Core,
  message: MessageOf<'MsgTransferLeader'> | MessageOf<'MsgReadIndex'>,
  what: string,
): void {
  if (core.lead === NONE) {
    core.logger?.('info', `${core.id} no leader at term ${core.term}; dropping ${what}`);
    return;
  }
  core.send({ ...message, to: core.lead });
}

/** Appends from the first entry that we lack; what we hold already stays untouched. */
function maybeAppend(core: Core, entries: readonly Entry[]): void {
  const { raftLog } = core;
  const conflict = raftLog.findConflict(entries);
  if (conflict === undefined) return;
  if (conflict.index <= raftLog.lastIndex) {
    core.logger?.(
      'info',
      `found conflict at index ${conflict.index} [existing term: ` +
        `${raftLog.termOrZero(conflict.index)}, conflicting term: ${conflict.term}]`,
    );
  }
  raftLog.append(entries.slice(entries.indexOf(conflict)));
}

function acceptAppend(core: Core, message: Message, index: number): void {
  const { id: from, term } = core;
  const to = message.from;
  core.send({
    type: 'MsgAppResp',
    from,
    to,
    term,
    index,
    reject: false,
    rejectHint: 0,
    logTerm: 0,
  });
}

/**
 * The hint skips all of our entries whose term is higher than the leader's at that place: none of
 * them can be in its log. The leader does the same from its side (leader.ts).
 */
function rejectAppend(core: Core, message: MessageOf<'MsgApp'>): void {
  const { id: from, term, raftLog } = core;
  const { from: to, index } = message;
  core.logger?.(
    'debug',
    `${from} [logterm: ${raftLog.termOrZero(index)}, index: ${index}] rejected MsgApp ` +
      `[logterm: ${message.logTerm}, index: ${index}] from ${to}`,
  );
  const rejectHint = raftLog.findConflictByTerm(index, message.logTerm);
  const logTerm = raftLog.termOrZero(rejectHint);
  core.send({ type: 'MsgAppResp', from, to, term, index, reject: true, rejectHint, logTerm });
}

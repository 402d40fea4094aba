import { becomeFollower } from './become.ts';
import type { Core } from './core.ts';
import { NONE } from './id.ts';
import type { Message, MessageOf } from './message.ts';
import type { Progress } from './progress.ts';
import { majority } from './quorum.ts';
import { confirmReads, handleReadIndex, releasePendingReads } from './read-index.ts';
import { bcastAppend, bcastHeartbeat, maybeCommit, maybeSendAppend } from './replicate.ts';
import { handleTransferLeader, maybeFinishTransfer } from './transfer.ts';

/**
 * What a leader does with a message of its own term.
 *
 * Source: etcd raft/raft.go `stepLeader` (v3.5)
 */
export function stepLeader(core: Core, message: Message): void {
  switch (message.type) {
    case 'MsgBeat':
      bcastHeartbeat(core, core.readOnly.lastContext);
      return;
    case 'MsgCheckQuorum':
      checkQuorum(core);
      return;
    case 'MsgReadIndex':
      handleReadIndex(core, message);
      return;
    case 'MsgTransferLeader':
      handleTransferLeader(core, message);
      return;
    default:
  }
  const progress = core.progress.get(message.from);
  if (progress === undefined) {
    core.logger?.('debug', `${core.id} no progress available for ${message.from}`);
    return;
  }
  stepFollowersAnswer(core, message, progress);
}

/** Counts the leader's own disk: called when the caller has advanced. */
export function acknowledgeOwnDisk(core: Core): void {
  const own = core.progress.get(core.id);
  if (own?.maybeUpdate(core.raftLog.stable) && maybeCommit(core)) spreadCommit(core);
}

function stepFollowersAnswer(core: Core, message: Message, progress: Progress): void {
  switch (message.type) {
    case 'MsgAppResp':
      progress.recentActive = true;
      if (message.reject) handleRejection(core, message, progress);
      else handleAcknowledgement(core, message, progress);
      break;
    case 'MsgHeartbeatResp':
      handleHeartbeatResponse(core, message, progress);
      break;
    case 'MsgSnapStatus':
      handleSnapshotStatus(core, message, progress);
      break;
    case 'MsgUnreachable':
      // What was streamed is probably lost: find out by a probe what arrived.
      if (progress.state === 'StateReplicate') progress.becomeProbe();
      core.logger?.(
        'debug',
        `${core.id} failed to send message to ${message.from} because it is unreachable ` +
          `[${progress}]`,
      );
      break;
    default:
    // Late answers to an election, or what only followers take.
  }
}

/** Steps down unless a majority was heard from since the last check (thesis §6.2). */
function checkQuorum(core: Core): void {
  const { voters } = core.configuration;
  const active = voters.filter((id) => id === core.id || core.progress.get(id)?.recentActive);
  if (active.length < majority(voters.length)) {
    core.logger?.('warn', `${core.id} stepped down to follower since quorum is not active`);
    becomeFollower(core, core.term, NONE);
  }
  for (const [id, progress] of core.progress) if (id !== core.id) progress.recentActive = false;
}

/**
 * Goes back to where the logs may agree and sends again.
 *
 * The follower has `logTerm` at `rejectHint`. Where our own term is higher than that, the entry
 * cannot be in its log, so a whole term is skipped at a time.
 */
function handleRejection(core: Core, message: MessageOf<'MsgAppResp'>, progress: Progress): void {
  const { from, index, rejectHint, logTerm } = message;
  core.logger?.(
    'debug',
    `${core.id} received MsgAppResp(rejected, hint: (index ${rejectHint}, term ${logTerm})) ` +
      `from ${from} for index ${index}`,
  );
  const hint = logTerm > 0 ? core.raftLog.findConflictByTerm(rejectHint, logTerm) : rejectHint;
  if (!progress.maybeDecrTo(index, hint)) return;
  core.logger?.('debug', `${core.id} decreased progress of ${from} to [${progress}]`);
  if (progress.state === 'StateReplicate') progress.becomeProbe();
  maybeSendAppend(core, from, true);
}

function handleAcknowledgement(
  core: Core,
  message: MessageOf<'MsgAppResp'>,
  progress: Progress,
): void {
  const { from, index } = message;
  const wasPaused = progress.isPaused;
  if (!progress.maybeUpdate(index)) return;
  if (progress.state === 'StateProbe') {
    progress.becomeReplicate();
  } else if (progress.state === 'StateReplicate') {
    progress.freeInflights(index);
  } else if (progress.match >= progress.pendingSnapshot) {
    core.logger?.(
      'debug',
      `${core.id} recovered from needing snapshot, resumed sending replication messages ` +
        `to ${from} [${progress}]`,
    );
    progress.becomeProbe();
    progress.becomeReplicate();
  }
  if (maybeCommit(core)) spreadCommit(core);
  else if (wasPaused) maybeSendAppend(core, from, true);
  // There may be room for more now. Bounded by the window: every turn fills a slot of it.
  while (maybeSendAppend(core, from, false));
  maybeFinishTransfer(core, from, progress);
}

function handleHeartbeatResponse(
  core: Core,
  message: MessageOf<'MsgHeartbeatResp'>,
  progress: Progress,
): void {
  progress.recentActive = true;
  progress.probeSent = false;
  if (progress.state === 'StateReplicate' && progress.isFull) progress.freeFirstInflight();
  if (progress.match < core.raftLog.lastIndex) maybeSendAppend(core, message.from, true);
  confirmReads(core, message);
}

/** The caller tells how sending a snapshot went; then one probe, at the next heartbeat. */
function handleSnapshotStatus(
  core: Core,
  message: MessageOf<'MsgSnapStatus'>,
  progress: Progress,
): void {
  if (progress.state !== 'StateSnapshot') return;
  if (message.reject) progress.pendingSnapshot = 0;
  progress.becomeProbe();
  core.logger?.(
    'debug',
    `${core.id} snapshot ${message.reject ? 'failed' : 'succeeded'}, resumed sending ` +
      `replication messages to ${message.from} [${progress}]`,
  );
  progress.probeSent = true;
}

function spreadCommit(core: Core): void {
  releasePendingReads(core);
  bcastAppend(core);
}

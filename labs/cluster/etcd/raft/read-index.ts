import { PENDING_READS_MAX } from './config.ts';
import type { Core } from './core.ts';
import type { MessageOf } from './message.ts';
import { majority, tallyVotes } from './quorum.ts';
import { bcastHeartbeat } from './replicate.ts';

/*
 * Linearizable reads without writing to the log (Raft thesis §6.4; etcd's ReadOnlySafe). The leader
 * notes its commit index, makes sure by a round of heartbeats that it still leads, and answers with
 * that index: whoever has applied it may serve the read.
 */

/**
 * Takes a read on the leader. Before the first commit of its term a leader does not know what its
 * predecessors committed, so the read waits for that.
 *
 * Differs: upstream answers a single voter at once; ours waits for that commit too, because here a
 *          leader commits only once its own disk has the entry
 */
export function handleReadIndex(core: Core, request: MessageOf<'MsgReadIndex'>): void {
  if (core.pendingReads.length + core.readOnly.size >= PENDING_READS_MAX) return;
  if (!core.hasCommittedInTerm) {
    core.pendingReads.push(request);
  } else if (
    majority(core.configuration.voters.length) === 1 ||
    core.bugs.has('read-without-quorum')
  ) {
    answerRead(core, request, core.raftLog.committed);
  } else {
    core.readOnly.add(request, core.raftLog.committed, core.id);
    bcastHeartbeat(core, request.context);
  }
}

/** Goes on with the reads that waited for the term's first commit. */
export function releasePendingReads(core: Core): void {
  if (core.pendingReads.length === 0 || !core.hasCommittedInTerm) return;
  const requests = core.pendingReads;
  core.pendingReads = [];
  for (const request of requests) handleReadIndex(core, request);
}

/** Counts a heartbeat's answer towards the read whose context it carries. */
export function confirmReads(core: Core, response: MessageOf<'MsgHeartbeatResp'>): void {
  if (response.context === '') return;
  const acks = core.readOnly.ack(response.context, response.from);
  if (acks === undefined) return;
  if (tallyVotes(core.configuration.voters, acks).result !== 'VoteWon') return;
  for (const { request, index } of core.readOnly.advance(response.context)) {
    answerRead(core, request, index);
  }
}

function answerRead(core: Core, request: MessageOf<'MsgReadIndex'>, index: number): void {
  const { context, from: to } = request;
  const { id: from, term } = core;
  if (to === from) core.readStates.push({ index, context });
  else core.send({ type: 'MsgReadIndexResp', from, to, term, index, context });
}

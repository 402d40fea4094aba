import type { Core } from './core.ts';
import { NONE } from './id.ts';
import type { Id } from './id.ts';
import type { MessageOf } from './message.ts';
import type { Progress } from './progress.ts';
import { maybeSendAppend } from './replicate.ts';

/*
 * Handing leadership over (Raft thesis §3.10). The leader stops taking proposals, brings the other
 * up to date, and tells it to campaign at once. It gives up after an election timeout.
 */

/** Starts to hand over to a voter. */
export function handleTransferLeader(core: Core, message: MessageOf<'MsgTransferLeader'>): void {
  const { transferee } = message;
  const { id, term } = core;
  const progress = core.progress.get(transferee);
  if (progress === undefined) {
    core.logger?.('debug', `${id} no progress available for ${transferee}`);
    return;
  }
  if (progress.isLearner) {
    core.logger?.('debug', `${id} is learner. Ignored transferring leadership`);
    return;
  }
  if (core.leadTransferee === transferee) {
    core.logger?.(
      'info',
      `${id} [term ${term}] transfer leadership to ${transferee} is in progress, ` +
        `ignores request to same node ${transferee}`,
    );
    return;
  }
  if (core.leadTransferee !== NONE) abandonTransfer(core);
  if (transferee === id) {
    core.logger?.('debug', `${id} is already leader. Ignored transferring leadership to self`);
    return;
  }
  startTransfer(core, transferee, progress);
}

/** Tells the transferee to campaign once it holds the whole log. */
export function maybeFinishTransfer(core: Core, from: Id, progress: Progress): void {
  if (from !== core.leadTransferee || progress.match !== core.raftLog.lastIndex) return;
  core.logger?.('info', `${core.id} sent MsgTimeoutNow to ${from} after received MsgAppResp`);
  sendTimeoutNow(core, from);
}

function startTransfer(core: Core, transferee: Id, progress: Progress): void {
  const { id, term } = core;
  core.logger?.('info', `${id} [term ${term}] starts to transfer leadership to ${transferee}`);
  core.electionElapsed = 0;
  core.leadTransferee = transferee;
  if (progress.match !== core.raftLog.lastIndex) {
    maybeSendAppend(core, transferee, true);
    return;
  }
  sendTimeoutNow(core, transferee);
  core.logger?.(
    'info',
    `${id} sends MsgTimeoutNow to ${transferee} immediately as ${transferee} ` +
      'already has up-to-date log',
  );
}

function abandonTransfer(core: Core): void {
  const { id, term, leadTransferee } = core;
  core.leadTransferee = NONE;
  core.logger?.(
    'info',
    `${id} [term ${term}] abort previous transferring leadership to ${leadTransferee}`,
  );
}

function sendTimeoutNow(core: Core, to: Id): void {
  const { id: from, term } = core;
  core.send({ type: 'MsgTimeoutNow', from, to, term });
}

import { becomeFollower } from './become.ts';
import type { Core } from './core.ts';
import { NONE } from './id.ts';
import type { Message } from './message.ts';
import { isLeaseHeld, rejectStalePreVote } from './vote.ts';

/*
 * Terms are Raft's clock (paper, §5.1): a newer one is taken over, an older one is not answered.
 * Source: etcd raft/raft.go, the first half of `Step`.
 */

/** Compares a message's term with ours; true when the message is to be handled further. */
export function checkTerm(core: Core, message: Message): boolean {
  if (message.term === 0 || message.term === core.term) return true;
  if (message.term > core.term) return handleHigherTerm(core, message);
  handleLowerTerm(core, message);
  return false;
}

function handleHigherTerm(core: Core, message: Message): boolean {
  const { type, from, term } = message;
  if ((type === 'MsgVote' || type === 'MsgPreVote') && isLeaseHeld(core, message)) return false;
  // A pre-vote's term has not begun, neither in the question nor in a yes.
  if (type === 'MsgPreVote' || (type === 'MsgPreVoteResp' && !message.reject)) return true;
  core.logger?.(
    'info',
    `${core.id} [term: ${core.term}] received a ${type} message with higher term ` +
      `from ${from} [term: ${term}]`,
  );
  const isFromLeader = type === 'MsgApp' || type === 'MsgHeartbeat' || type === 'MsgSnap';
  becomeFollower(core, term, isFromLeader ? from : NONE);
  return true;
}

/**
 * A deposed leader is told the newer term, because members that hold a lease would ignore its
 * successor's elections for it; so is a pre-candidate. Everything else is merely late.
 */
function handleLowerTerm(core: Core, message: Message): void {
  const { id: from, term } = core;
  const { type, from: to } = message;
  if (type === 'MsgHeartbeat' || type === 'MsgApp') {
    const nothing = { index: 0, reject: false, rejectHint: 0, logTerm: 0 };
    core.send({ type: 'MsgAppResp', from, to, term, ...nothing });
  } else if (type === 'MsgPreVote') {
    rejectStalePreVote(core, message);
  } else {
    core.logger?.(
      'info',
      `${from} [term: ${term}] ignored a ${type} message with lower term ` +
        `from ${to} [term: ${message.term}]`,
    );
  }
}

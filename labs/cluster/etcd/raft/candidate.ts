import { becomeFollower } from './become.ts';
import { poll, winVote } from './campaign.ts';
import type { Core } from './core.ts';
import { handleAppend, handleHeartbeat, handleSnapshot } from './follower.ts';
import { NONE } from './id.ts';
import type { Message, MessageOf } from './message.ts';

/**
 * What a candidate or a pre-candidate does with a message of its own term.
 *
 * Source: etcd raft/raft.go `stepCandidate`
 */
export function stepCandidate(core: Core, message: Message): void {
  switch (message.type) {
    case 'MsgApp':
      becomeFollower(core, message.term, message.from);
      handleAppend(core, message);
      break;
    case 'MsgHeartbeat':
      becomeFollower(core, message.term, message.from);
      handleHeartbeat(core, message);
      break;
    case 'MsgSnap':
      becomeFollower(core, message.term, message.from);
      handleSnapshot(core, message);
      break;
    case 'MsgPreVoteResp':
      if (core.role === 'pre-candidate') handleVoteResponse(core, message);
      break;
    case 'MsgVoteResp':
      if (core.role === 'candidate') handleVoteResponse(core, message);
      break;
    case 'MsgTimeoutNow':
      core.logger?.(
        'debug',
        `${core.id} [term ${core.term} state ${formatState(core)}] ` +
          `ignored MsgTimeoutNow from ${message.from}`,
      );
      break;
    default:
    // Everything else is for a leader or a follower.
  }
}

function handleVoteResponse(
  core: Core,
  message: MessageOf<'MsgVoteResp'> | MessageOf<'MsgPreVoteResp'>,
): void {
  const { type, from, reject } = message;
  const { granted, rejected, result } = poll(core, from, type, !reject);
  core.logger?.(
    'info',
    `${core.id} has received ${granted} ${type} votes and ${rejected} vote rejections`,
  );
  if (result === 'VoteWon') winVote(core);
  // Our own term: that of a granted pre-vote has not begun.
  if (result === 'VoteLost') becomeFollower(core, core.term, NONE);
}

function formatState(core: Core): string {
  return core.role === 'candidate' ? 'StateCandidate' : 'StatePreCandidate';
}

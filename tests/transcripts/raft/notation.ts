import type { Entry, Message, Status } from '../../../labs/cluster/etcd/raft/index.ts';

/*
 * How a transcript writes what a member does. `n1@2` is member 1 in term 2, `5@2` the entry at
 * index 5 from term 2; `∅` is the empty entry that a leader begins its term with.
 */

/** Formats an entry: `5@2 x=1`. */
export function formatEntry(entry: Entry): string {
  return `${entry.index}@${entry.term} ${formatData(entry.data)}`;
}

/** Formats the place of several entries and what they hold. */
export function formatEntries(entries: readonly Entry[]): string {
  return entries.map(formatEntry).join(', ');
}

/** True for the heartbeats that only keep a leader in office; a transcript leaves them out. */
export function isRoutine(message: Message): boolean {
  const { type } = message;
  return (type === 'MsgHeartbeat' || type === 'MsgHeartbeatResp') && message.context === '';
}

/** Formats a message without its sender and receiver. */
export function formatMessage(message: Message): string {
  const { type } = message;
  switch (type) {
    case 'MsgApp': {
      const entries = message.entries.length > 0 ? `: ${formatEntries(message.entries)}` : '';
      const place = `${message.index}@${message.logTerm}`;
      return `${type} after ${place}${entries}, commit ${message.commit}`;
    }
    case 'MsgAppResp':
      if (!message.reject) return `${type} has ${message.index}`;
      return `${type} rejects ${message.index}, try ${message.rejectHint}@${message.logTerm}`;
    case 'MsgSnap':
      return `${type} ${message.snapshot.index}@${message.snapshot.term}`;
    case 'MsgVote':
    case 'MsgPreVote': {
      const force = message.force ? ', by transfer' : '';
      const place = `${message.index}@${message.logTerm}`;
      return `${type} for term ${message.term}, log ends ${place}${force}`;
    }
    case 'MsgVoteResp':
    case 'MsgPreVoteResp':
      return `${type} ${message.reject ? 'no' : 'yes'}`;
    case 'MsgHeartbeat':
      return `${type} commit ${message.commit}${formatRead(message.context)}`;
    case 'MsgHeartbeatResp':
      return `${type}${formatRead(message.context)}`;
    case 'MsgReadIndex':
      return `${type}${formatRead(message.context)}`;
    case 'MsgReadIndexResp':
      return `${type}${formatRead(message.context)} index ${message.index}`;
    case 'MsgTransferLeader':
      return `${type} n${message.transferee}`;
    case 'MsgProp':
      return `${type} ${message.entries.map(({ data }) => formatData(data)).join(', ')}`;
    default:
      return type;
  }
}

/** Formats one member's line of `! status`, the log as the paper draws it: one term per entry. */
export function formatStatus(status: Status, entries: readonly Entry[]): string {
  const { id, term, role, vote, commit } = status;
  const terms = entries.map((entry) => entry.term).join(' ');
  const lead = role === 'follower' && status.lead !== '' ? ` of n${status.lead}` : '';
  const voted = vote === '' ? 'nobody' : `n${vote}`;
  return `n${id}@${term} ${role}${lead}, voted for ${voted}, log [${terms}], commit ${commit}`;
}

function formatData(data: string): string {
  return data === '' ? '∅' : data;
}

function formatRead(context: string): string {
  return context === '' ? '' : ` ${context}`;
}

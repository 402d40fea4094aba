import type { Entry, ProposedEntry } from './entry.ts';
import type { Id } from './id.ts';
import type { Snapshot } from './log.ts';

/**
 * The messages of Raft, by upstream's names (etcd raft/raftpb `MessageType`). A message is an
 * immutable value, and the union is closed: a `switch` over `type` is checked to be complete.
 *
 * `term` is the sender's term, with these exceptions. A MsgPreVote, and a MsgPreVoteResp that
 * grants it, carry the term that the candidate *would* campaign in. What a member asks of itself or
 * passes on to its leader (MsgHup, MsgBeat, MsgCheckQuorum, MsgProp, MsgReadIndex,
 * MsgTransferLeader, MsgUnreachable, MsgSnapStatus) has term 0: it is good in any term.
 *
 * Differs: upstream has one struct with a field for everything. Here each kind has its own fields:
 *          a vote's `force` is upstream's context "CampaignTransfer", MsgTransferLeader names its
 *          `transferee` instead of pretending to come from it, and a read's context is a field
 *          rather than an entry.
 */
export type Message =
  | Envelope<'MsgHup'>
  | Envelope<'MsgBeat'>
  | Envelope<'MsgCheckQuorum'>
  | (Envelope<'MsgProp'> & { readonly entries: readonly ProposedEntry[] })
  | (Envelope<'MsgApp'> & {
      /** The place just before the entries: the follower must hold this one already. */
      readonly index: number;
      readonly logTerm: number;
      readonly entries: readonly Entry[];
      readonly commit: number;
    })
  | (Envelope<'MsgAppResp'> & {
      /** Accepted: the highest index that matches. Rejected: the `index` of the MsgApp. */
      readonly index: number;
      readonly reject: boolean;
      /** Rejected: where the logs may still agree, and the follower's term there. */
      readonly rejectHint: number;
      readonly logTerm: number;
    })
  | (Envelope<'MsgSnap'> & { readonly snapshot: Snapshot })
  | (Envelope<'MsgVote' | 'MsgPreVote'> & {
      readonly index: number;
      readonly logTerm: number;
      /** The leader itself asked for this election, so no lease stands in its way. */
      readonly force: boolean;
    })
  | (Envelope<'MsgVoteResp' | 'MsgPreVoteResp'> & { readonly reject: boolean })
  | (Envelope<'MsgHeartbeat'> & { readonly commit: number; readonly context: string })
  | (Envelope<'MsgHeartbeatResp'> & { readonly context: string })
  | (Envelope<'MsgReadIndex'> & { readonly context: string })
  | (Envelope<'MsgReadIndexResp'> & { readonly index: number; readonly context: string })
  | (Envelope<'MsgTransferLeader'> & { readonly transferee: Id })
  | Envelope<'MsgTimeoutNow'>
  | Envelope<'MsgUnreachable'>
  | (Envelope<'MsgSnapStatus'> & { readonly reject: boolean });

interface Envelope<Type extends string> {
  readonly type: Type;
  readonly from: Id;
  readonly to: Id;
  readonly term: number;
}

export type MessageType = Message['type'];

/** The message of one type, or of several. */
export type MessageOf<Type extends MessageType> = Message & { readonly type: Type };

/**
 * True for messages that answer a leader or a candidate. From a stranger they are not believed.
 *
 * Source: etcd raft/util.go `IsResponseMsg`
 */
export function isResponse(type: MessageType): boolean {
  return (
    type === 'MsgAppResp' ||
    type === 'MsgVoteResp' ||
    type === 'MsgPreVoteResp' ||
    type === 'MsgHeartbeatResp' ||
    type === 'MsgUnreachable'
  );
}

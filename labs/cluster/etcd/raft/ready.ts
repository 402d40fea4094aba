import type { Entry } from './entry.ts';
import type { Id } from './id.ts';
import type { Snapshot } from './log.ts';
import type { Message } from './message.ts';
import type { Role } from './core.ts';

/** What a member must find again after a crash, beside its log. */
export interface HardState {
  readonly term: number;
  readonly vote: Id;
  readonly commit: number;
}

/** What everybody would like to know and nobody needs to keep. */
export interface SoftState {
  readonly lead: Id;
  readonly role: Role;
}

/** An answered read: serve it from any state that has applied `index`. */
export interface ReadState {
  readonly index: number;
  readonly context: string;
}

/**
 * All that has come up since the last Ready, for the caller to do in this order:
 *
 * 1. **Persist** `snapshot`, then `entries` and `hardState`, and with `mustSync` wait for the disk.
 *    Entries replace whatever is stored at their first index and after it.
 * 2. **Send** `messages`, in order. With `persistFirst` none may leave before step 1 is done: a
 *    vote or an acknowledgement is a promise, and one that a crash can undo elects two leaders or
 *    loses a write. A leader's messages promise nothing about its own disk, so it may send while it
 *    writes (Raft thesis §10.2.1).
 * 3. **Apply** `committedEntries`, in order.
 * 4. Call `Raft.advance(ready)`. Only then does a leader count its own disk towards a majority.
 *
 * There is at most one Ready at a time: `ready()` gives none until `advance`. Messages may be
 * stepped and ticks counted meanwhile; what they cause is in the next.
 *
 * Source:  etcd raft/node.go `Ready`, server/etcdserver/raft.go `start`
 * Differs: v3.5 counts the leader's own disk at once and leaves the care to the server; we count it
 *          on `advance`, as etcd-io/raft does since v3.6.
 */
export interface Ready {
  /** Set when the leader or the role has changed. */
  readonly softState: SoftState | undefined;
  /** Set when term, vote or commit index have changed. */
  readonly hardState: HardState | undefined;
  /** Set when a leader's snapshot replaces the whole log. */
  readonly snapshot: Snapshot | undefined;
  readonly entries: readonly Entry[];
  readonly committedEntries: readonly Entry[];
  readonly messages: readonly Message[];
  readonly readStates: readonly ReadState[];
  /** Entries, term or vote must be on the disk before the next step; a commit index alone not. */
  readonly mustSync: boolean;
  readonly persistFirst: boolean;
}

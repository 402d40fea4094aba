import type { Id } from './id.ts';
import type { MessageOf } from './message.ts';

/** A read that waits for a majority to confirm that its leader still leads. */
export interface PendingRead {
  readonly request: MessageOf<'MsgReadIndex'>;
  /** The commit index when the read arrived: answering from this state or a later one is right. */
  readonly index: number;
  readonly acks: Map<Id, boolean>;
}

/**
 * The reads of a leader in the order of their arrival. Each has a context, which travels on
 * heartbeats and comes back on their answers. A majority for one confirms all before it: whoever
 * leads now led then.
 *
 * Source: Raft thesis §6.4; etcd raft/read_only.go (v3.5)
 */
export class ReadOnly {
  #pending = new Map<string, PendingRead>();

  get size(): number {
    return this.#pending.size;
  }

  /** The context for regular heartbeats: confirming the last read confirms all. */
  get lastContext(): string {
    let last = '';
    if (this.#pending.size > 0) for (const context of this.#pending.keys()) last = context;
    return last;
  }

  /** Notes a read, acknowledged by the leader itself. A context that is waiting is not added. */
  add(request: MessageOf<'MsgReadIndex'>, index: number, leader: Id): void {
    if (this.#pending.has(request.context)) return;
    this.#pending.set(request.context, { request, index, acks: new Map([[leader, true]]) });
  }

  /** Notes that a member answered a heartbeat, and returns who has; undefined if none waits. */
  ack(context: string, from: Id): ReadonlyMap<Id, boolean> | undefined {
    return this.#pending.get(context)?.acks.set(from, true);
  }

  /** Takes out the read with this context and all before it. */
  advance(context: string): PendingRead[] {
    const confirmed: PendingRead[] = [];
    for (const [key, read] of this.#pending) {
      this.#pending.delete(key);
      confirmed.push(read);
      if (key === context) break;
    }
    return confirmed;
  }
}

import { Condition, type Task } from '../kernel/index.ts';
import type {
  Bug,
  Entry,
  Id,
  Message,
  Raft,
  ReadState,
  Ready,
  Role,
  Snapshot,
} from './raft/index.ts';
import type { Storage } from './storage.ts';

/** What the node asks of the rest of the member. Each is called without waiting. */
export interface RaftNodeHooks {
  send(messages: readonly Message[]): void;
  apply(entries: readonly Entry[]): void;
  /** The state that a leader has sent is on the disk, and takes the place of all that was. */
  applySnapshot(snapshot: Snapshot): void;
  readStates(states: readonly ReadState[]): void;
  /** The leader or the role has changed; `isNewLeader` where there is another leader now. */
  leadershipChanged(isNewLeader: boolean): void;
  /** The log was synced. Units: microseconds */
  synced(tookUs: number): void;
  nowUs(): number;
  /** The disk has failed, and the member can't go on. */
  diskFailed(error: string): void;
}

/**
 * Drives the pure Raft core: hands its messages to the network, its entries to the disk and then to
 * the store, in the order that `Ready` demands.
 *
 * A Ready that the disk need not see is done at once, without a thread: that is all that happens in
 * an idle cluster, ten times a second on each member. One that must be synced waits in the disk's
 * thread. Meanwhile messages go on being counted, but of the clock's ticks only one is kept, as by
 * Go's ticker: on a slow disk a leader's heartbeats come late.
 *
 * Source: etcd server/etcdserver/raft.go `raftNode.start`
 */
export class RaftNode {
  readonly raft: Raft;
  readonly #storage: Storage;
  readonly #hooks: RaftNodeHooks;
  readonly #work = new Condition();
  readonly #answersBeforeSync: boolean;
  readonly #forgetsVote: boolean;
  #waiting: Ready | undefined;
  #isPumping = false;
  #isTickDue = false;
  lead: Id = '';
  role: Role = 'follower';
  term = 0;
  committed = 0;
  /** When this member itself last became the leader. */
  electedAtUs = 0;

  /** Test-only: `bugs`, see raft/bug.ts. */
  constructor(raft: Raft, storage: Storage, hooks: RaftNodeHooks, bugs?: ReadonlySet<Bug>) {
    this.#answersBeforeSync = bugs?.has('answer-before-fsync') ?? false;
    this.#forgetsVote = bugs?.has('forget-vote') ?? false;
    this.raft = raft;
    this.#storage = storage;
    this.#hooks = hooks;
    const { term, commit } = raft.status();
    this.term = term;
    this.committed = commit;
  }

  tick(): void {
    if (this.#waiting !== undefined) {
      this.#isTickDue = true;
      return;
    }
    this.raft.tick();
    this.pump();
  }

  step(message: Message): void {
    this.raft.step(message);
    this.pump();
  }

  /** Does all that Raft wants done and that needs no wait. */
  pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    while (this.#waiting === undefined && this.raft.hasReady()) {
      const ready = this.raft.ready();
      if (ready === undefined) break;
      this.#begin(ready);
    }
    this.#isPumping = false;
  }

  /** The disk's thread. */
  *writeToDisk(): Task<void> {
    for (;;) {
      while (this.#waiting === undefined) yield this.#work;
      const ready = this.#waiting;
      const startUs = this.#hooks.nowUs();
      const error = yield* this.#storage.sync();
      if (error) this.#hooks.diskFailed(error);
      this.#hooks.synced(this.#hooks.nowUs() - startUs);
      this.#finish(ready);
      this.#waiting = undefined;
      if (this.#isTickDue) this.raft.tick();
      this.#isTickDue = false;
      this.pump();
    }
  }

  #begin(ready: Ready): void {
    if (ready.softState) {
      const { lead, role } = ready.softState;
      const isNewLeader = lead !== '' && lead !== this.lead;
      this.lead = lead;
      this.role = role;
      if (ready.hardState) this.term = ready.hardState.term;
      this.#hooks.leadershipChanged(isNewLeader);
    }
    if (ready.hardState) {
      this.term = ready.hardState.term;
      this.committed = ready.hardState.commit;
    }
    if (ready.readStates.length > 0) this.#hooks.readStates(ready.readStates);
    if (!this.#mustWait(ready)) this.#hooks.send(ready.messages);
    const error =
      (ready.snapshot && this.#storage.installSnapshot(ready.snapshot)) ??
      this.#storage.append(this.#forgetsVote ? withoutVote(ready) : ready);
    if (error) this.#hooks.diskFailed(error);
    if (!ready.mustSync) this.#finish(ready);
    else {
      this.#waiting = ready;
      this.#work.notify();
    }
  }

  #finish(ready: Ready): void {
    if (this.#mustWait(ready)) this.#hooks.send(ready.messages);
    if (ready.snapshot) this.#hooks.applySnapshot(ready.snapshot);
    if (ready.committedEntries.length > 0) this.#hooks.apply(ready.committedEntries);
    this.raft.advance(ready);
  }

  #mustWait({ persistFirst }: Ready): boolean {
    return persistFirst && !this.#answersBeforeSync;
  }
}

function withoutVote(ready: Ready): Ready {
  return ready.hardState ? { ...ready, hardState: { ...ready.hardState, vote: '' } } : ready;
}

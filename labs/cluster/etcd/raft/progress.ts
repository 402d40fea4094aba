/**
 * How the leader treats a follower.
 *
 * - `StateProbe`: it does not know where the logs agree. One MsgApp per heartbeat, until one fits.
 * - `StateReplicate`: it knows. Entries stream without waiting for answers, up to a bound.
 * - `StateSnapshot`: the entries that the follower lacks are compacted. Nothing is sent until it
 *   has the snapshot.
 */
export type ProgressState = 'StateProbe' | 'StateReplicate' | 'StateSnapshot';

/**
 * What a leader knows of one member's log: `match` is the highest index known to be on that
 * member's disk, `next` the first to send. Followers keep these too, unused, as upstream does.
 *
 * Keeps:  match < next
 * Source: etcd raft/tracker/progress.go and inflights.go (v3.5)
 */
export class Progress {
  match: number;
  next: number;
  isLearner: boolean;
  state: ProgressState = 'StateProbe';
  pendingSnapshot = 0;
  /** Heard from since the last quorum check. */
  recentActive = false;
  /** A probe is out; wait for its answer or the next heartbeat's. */
  probeSent = false;
  /** The last index of every MsgApp that is out, oldest first; at most `#inflightsMax`. */
  #inflights: number[] = [];
  readonly #inflightsMax: number;

  constructor(match: number, next: number, isLearner: boolean, inflightsMax: number) {
    this.match = match;
    this.next = next;
    this.isLearner = isLearner;
    this.#inflightsMax = inflightsMax;
  }

  get inflights(): number {
    return this.#inflights.length;
  }

  get isFull(): boolean {
    return this.#inflights.length >= this.#inflightsMax;
  }

  get isPaused(): boolean {
    if (this.state === 'StateProbe') return this.probeSent;
    return this.state === 'StateSnapshot' || this.isFull;
  }

  becomeProbe(): void {
    const from = this.state === 'StateSnapshot' ? this.pendingSnapshot : 0;
    this.#become('StateProbe');
    this.next = Math.max(this.match, from) + 1;
  }

  becomeReplicate(): void {
    this.#become('StateReplicate');
    this.next = this.match + 1;
  }

  becomeSnapshot(index: number): void {
    this.#become('StateSnapshot');
    this.pendingSnapshot = index;
  }

  /** Notes that a MsgApp whose last entry is `last` has been sent. */
  sentEntries(last: number): void {
    if (this.state === 'StateProbe') {
      this.probeSent = true;
      return;
    }
    this.next = last + 1;
    this.#inflights.push(last);
  }

  /** Notes an acknowledgement; false when it tells nothing new. */
  maybeUpdate(index: number): boolean {
    const isNew = index > this.match;
    if (isNew) {
      this.match = index;
      this.probeSent = false;
    }
    this.next = Math.max(this.next, index + 1);
    return isNew;
  }

  /**
   * Steps back after a rejection; false when the rejection is stale.
   *
   * Shape: `rejected` is the index of the MsgApp, `hint` where the logs may agree
   */
  maybeDecrTo(rejected: number, hint: number): boolean {
    if (this.state === 'StateReplicate') {
      if (rejected <= this.match) return false;
      this.next = this.match + 1;
      return true;
    }
    if (this.next - 1 !== rejected) return false;
    this.next = Math.max(Math.min(rejected, hint + 1), 1);
    this.probeSent = false;
    return true;
  }

  /** Forgets the messages that an acknowledgement of `index` covers. */
  freeInflights(index: number): void {
    let count = 0;
    while (count < this.#inflights.length && this.#inflights[count]! <= index) count += 1;
    if (count > 0) this.#inflights.splice(0, count);
  }

  /** Lets one more message out: all that were out may be lost. */
  freeFirstInflight(): void {
    this.#inflights.shift();
  }

  /** Formats the progress as upstream's log lines do. */
  toString(): string {
    let text = `${this.state} match=${this.match} next=${this.next}`;
    if (this.isLearner) text += ' learner';
    if (this.isPaused) text += ' paused';
    if (this.pendingSnapshot > 0) text += ` pendingSnap=${this.pendingSnapshot}`;
    if (!this.recentActive) text += ' inactive';
    if (this.inflights > 0) text += ` inflight=${this.inflights}${this.isFull ? '[full]' : ''}`;
    return text;
  }

  #become(state: ProgressState): void {
    this.state = state;
    this.probeSent = false;
    this.pendingSnapshot = 0;
    this.#inflights.length = 0;
  }
}

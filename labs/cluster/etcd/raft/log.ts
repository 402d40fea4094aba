import { entrySizeBytes } from './entry.ts';
import type { Entry } from './entry.ts';
import type { Configuration } from './configuration.ts';

/** What stands in for the entries up to `index`. */
export interface Snapshot {
  readonly index: number;
  readonly term: number;
  readonly configuration: Configuration;
  /** The state itself, which the caller puts in and takes out, and the core does not look at. */
  readonly data?: string;
}

/**
 * The log of one member, with three marks that only ever follow each other:
 *
 *     applied ≤ committed ≤ lastIndex      and      stable ≤ lastIndex
 *
 * `committed` is what a majority holds as far as this member knows, `applied` what the caller has
 * applied, `stable` what the caller has reported to be on its own disk. `committed` may run ahead
 * of `stable`: the others have the entry, our disk is slow.
 *
 * Source:  paper §5.3; etcd raft/log.go, raft/log_unstable.go, raft/storage.go `MemoryStorage`
 * Differs: upstream splits the log in an unstable and a stored part. Ours is one array from just
 *          after the last snapshot; `stable` is the border.
 */
export class Log {
  committed = 0;
  applied = 0;
  stable = 0;
  #compactedIndex: number;
  #compactedTerm: number;
  #entries: Entry[];

  /** Entries must start at `compactedIndex + 1` and have no gap; all of them are on the disk. */
  constructor(compactedIndex: number, compactedTerm: number, entries: readonly Entry[]) {
    this.#compactedIndex = compactedIndex;
    this.#compactedTerm = compactedTerm;
    this.#entries = [...entries];
    this.committed = compactedIndex;
    this.applied = compactedIndex;
    this.stable = this.lastIndex;
  }

  /** The first index whose entry is still there. */
  get firstIndex(): number {
    return this.#compactedIndex + 1;
  }

  get lastIndex(): number {
    return this.#compactedIndex + this.#entries.length;
  }

  get lastTerm(): number {
    return this.#entries.at(-1)?.term ?? this.#compactedTerm;
  }

  /** The term at an index; undefined where the log has been compacted, or has not got to yet. */
  term(index: number): number | undefined {
    if (index === this.#compactedIndex) return this.#compactedTerm;
    return this.#entries[index - this.firstIndex]?.term;
  }

  /** The term at an index, and 0 where it is unknown: what log lines and comparisons want. */
  termOrZero(index: number): number {
    return this.term(index) ?? 0;
  }

  /**
   * Entries from `from` to `to`, both included, as many as fit and at least one.
   *
   * Units: `bytesMax` in bytes
   */
  slice(from: number, to: number, bytesMax = Infinity): readonly Entry[] {
    const entries = this.#entries.slice(from - this.firstIndex, to - this.firstIndex + 1);
    let bytes = 0;
    for (let count = 0; count < entries.length; count += 1) {
      bytes += entrySizeBytes(entries[count]!);
      if (bytes > bytesMax && count > 0) return entries.slice(0, count);
    }
    return entries;
  }

  /**
   * Is a log that ends at this place at least as complete as ours? The rule that keeps committed
   * entries: a majority holds them, and no member of it votes for a candidate without them.
   *
   * Source: paper §5.4.1
   */
  isUpToDate(term: number, index: number): boolean {
    return term > this.lastTerm || (term === this.lastTerm && index >= this.lastIndex);
  }

  /**
   * Appends entries, first removing whatever stood at their indexes.
   *
   * Keeps: nothing committed is ever removed
   */
  append(entries: readonly Entry[]): void {
    const first = entries[0];
    if (first === undefined) return;
    if (first.index <= this.committed) {
      throw new Error(`after(${first.index - 1}) is out of range [committed(${this.committed})]`);
    }
    this.#entries.length = first.index - this.firstIndex;
    this.stable = Math.min(this.stable, first.index - 1);
    for (const entry of entries) this.#entries.push(entry);
  }

  /**
   * The first of a leader's entries that we don't hold, in another version or not at all;
   * undefined when we hold them all. A late, reordered MsgApp must not cut off what came after it.
   *
   * Source: etcd raft/log.go `findConflict`
   */
  findConflict(entries: readonly Entry[]): Entry | undefined {
    return entries.find((entry) => this.term(entry.index) !== entry.term);
  }

  /**
   * The highest index, at most `index`, whose term is at most `term`: the best guess at where this
   * log and one that has `term` at `index` begin to differ. It skips a whole term at a time.
   *
   * Source: etcd raft/log.go `findConflictByTerm`
   */
  findConflictByTerm(index: number, term: number): number {
    let guess = Math.min(index, this.lastIndex);
    while (guess > this.#compactedIndex && this.termOrZero(guess) > term) guess -= 1;
    return guess;
  }

  /** Moves `committed` forward, never back; true when it moved. */
  commitTo(index: number): boolean {
    if (index <= this.committed) return false;
    if (index > this.lastIndex) {
      throw new Error(
        `tocommit(${index}) is out of range [lastIndex(${this.lastIndex})]. ` +
          'Was the raft log corrupted, truncated, or lost?',
      );
    }
    this.committed = index;
    return true;
  }

  /** Notes that entries up to this one are on the disk, unless they were replaced meanwhile. */
  stableTo(index: number, term: number): void {
    if (index > this.stable && this.term(index) === term) this.stable = index;
  }

  /** Notes that the caller has applied everything up to an index. */
  appliedTo(index: number): void {
    if (index > this.committed) throw new Error(`applied(${index}) is out of range`);
    this.applied = Math.max(this.applied, index);
  }

  /** Forgets the entries up to an index that a snapshot covers; false where it has before. */
  compact(index: number): boolean {
    if (index > this.applied) throw new Error(`compact(${index}) is out of range`);
    if (index <= this.#compactedIndex) return false;
    this.#compactedTerm = this.termOrZero(index);
    this.#entries.splice(0, index - this.#compactedIndex);
    this.#compactedIndex = index;
    return true;
  }

  /** Replaces everything by a leader's snapshot. */
  restore(snapshot: Snapshot): void {
    this.#entries = [];
    this.#compactedIndex = snapshot.index;
    this.#compactedTerm = snapshot.term;
    this.committed = snapshot.index;
    this.applied = snapshot.index;
    this.stable = snapshot.index;
  }
}

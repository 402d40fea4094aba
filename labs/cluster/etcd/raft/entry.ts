/**
 * What an entry is for. An `EntryConfChange` changes the configuration when it is *applied*; the
 * core only counts them, and the caller calls `Raft.applyConfiguration`.
 */
export type EntryKind = 'EntryNormal' | 'EntryConfChange';

/**
 * One line of the replicated log. An immutable value, shared by logs and messages without copying.
 * The same index and term mean the same entry on every member (paper, §5.3, Log Matching).
 */
export interface Entry {
  readonly term: number;
  readonly index: number;
  readonly kind: EntryKind;
  /** Empty for the entry that a new leader appends to its term. */
  readonly data: string;
}

/** An entry before the leader has given it a place in the log. */
export interface ProposedEntry {
  readonly kind: EntryKind;
  readonly data: string;
}

/** The bytes that an entry is counted as beside its data: about what its protobuf fields take. */
const ENTRY_OVERHEAD_BYTES = 12;

/**
 * The size of an entry in a message.
 *
 * Units:   bytes, with one byte for each UTF-16 unit of the data
 * Differs: upstream counts the exact protobuf encoding; only batching depends on it
 */
export function entrySizeBytes(entry: Entry): number {
  return entry.data.length + ENTRY_OVERHEAD_BYTES;
}

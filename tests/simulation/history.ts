import type { Lookup } from './archivist.ts';
import type { KeptLease } from './lease-keeper.ts';

/** What one client asked for, and what it was told. Units: microseconds of virtual time. */
export interface Operation {
  readonly client: string;
  readonly kind: 'put' | 'get';
  /** A get that any member may answer from what it has. */
  readonly isSerializable: boolean;
  readonly key: string;
  readonly startUs: number;
  /**
   * For a put what it writes, unique in its run; for a get what it read, undefined for no value.
   */
  value: string | undefined;
  /** When the answer came; undefined where none did, and then a put may have happened or not. */
  endUs: number | undefined;
  /** The revision of the store that the answer names: for a put, its own. */
  revision: number;
  /** For a get that found a value: the revision that wrote it. */
  modRevision: number;
}

/** A change as the cluster itself remembers it, read back when all is over. */
export interface Change {
  readonly revision: number;
  readonly key: string;
  readonly value: string;
}

/** All that the clients saw, in the order in which they asked, and what the cluster remembers. */
export interface History {
  readonly operations: readonly Operation[];
  readonly changes: readonly Change[];
  readonly leases: readonly KeptLease[];
  /** What a watch told in the course of the run. */
  readonly told: readonly Change[];
  readonly lookups: readonly Lookup[];
}

/** An operation as a report names it. */
export function formatOperation(operation: Operation): string {
  const { client, kind, isSerializable, key, value, revision, startUs, endUs } = operation;
  const what = kind === 'put' ? `put ${key}=${value}` : `get ${key} → ${value ?? 'nothing'}`;
  const end = endUs === undefined ? 'no answer' : `${seconds(endUs)}, revision ${revision}`;
  const how = isSerializable ? ' (serializable)' : '';
  return `${client} ${what}${how} (${seconds(startUs)} to ${end})`;
}

function seconds(atUs: number): string {
  return `${(atUs / 1_000_000).toFixed(3)} s`;
}

import type { Bug } from './bug.ts';
import type { Configuration } from './configuration.ts';
import type { Entry } from './entry.ts';
import type { Id } from './id.ts';
import type { HardState } from './ready.ts';

/** Where election timeouts get their luck: a whole number from `lo` up to but not `hiExclusive`. */
export interface RaftRandom {
  int(lo: number, hiExclusive: number): number;
}

/** Takes the lines that etcd's raft logger prints, word for word. */
export type RaftLogger = (level: 'debug' | 'info' | 'warn', message: string) => void;

/** What a member has found on its disk. */
export interface Persisted {
  readonly hardState: HardState;
  /** The entries after the snapshot, without a gap. */
  readonly entries: readonly Entry[];
  /** The place up to which a snapshot stands in for the log. */
  readonly snapshot?: { readonly index: number; readonly term: number };
}

/** How one member is set up. Only `id`, `configuration` and `random` are needed. */
export interface RaftConfig {
  readonly id: Id;
  /**
   * The configuration at the snapshot, or the first one. Changes in the log after it are applied
   * again by the caller, through `Raft.applyConfiguration`.
   */
  readonly configuration: Configuration;
  readonly random: RaftRandom;
  readonly persisted?: Persisted;
  /** Entries up to here are in the state machine already; the snapshot's index at least. */
  readonly applied?: number;
  /** Ticks without a leader before an election; the real timeout is drawn from [n, 2n - 1]. */
  readonly electionTicks?: number;
  readonly heartbeatTicks?: number;
  readonly messageBytesMax?: number;
  readonly inflightMessagesMax?: number;
  readonly log?: RaftLogger;
  /** Who founds a new group, as its first entries say: so the log can tell of it. */
  readonly founders?: readonly Id[];
  /** Test-only, see bug.ts. */
  readonly bugs?: ReadonlySet<Bug>;
}

/** etcd's values: 1000 ms and 100 ms with a tick of 100 ms. */
export const ELECTION_TICKS = 10;
export const HEARTBEAT_TICKS = 1;

/** Source: etcd server/etcdserver/raft.go `maxSizePerMsg`, `maxInflightMsgs` */
export const MESSAGE_BYTES_MAX = 512 * 1024;
export const INFLIGHT_MESSAGES_MAX = 512;

/** Reads that a leader holds; more are dropped, and their callers ask again. */
export const PENDING_READS_MAX = 4096;

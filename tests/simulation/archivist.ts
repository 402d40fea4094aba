import { SECOND, sleep, type Program, type Task } from '../../labs/cluster/kernel/index.ts';
import { EtcdClient, etcdError } from '../../labs/cluster/client/etcd/index.ts';
import { RpcError } from '../../labs/cluster/client/grpc.ts';
import type { Change } from './history.ts';

/** What somebody was told who asked how a key stood at a revision of the past. */
export interface Lookup {
  readonly key: string;
  readonly revision: number;
  /** Undefined where there was no value yet, or where it is compacted. */
  readonly value: string | undefined;
  readonly isCompacted: boolean;
  /** The newest revision up to which a compaction had been asked for when the answer came. */
  readonly compactRevision: number;
}

/** What the archivist keeps. */
export interface Archive {
  /** What the witness has been told: nothing else is ever thrown away. */
  readonly told: readonly Change[];
  readonly lookups: Lookup[];
  /** The newest revision up to which a compaction was asked for, answered or not. */
  compactRevision: number;
}

const PAUSE_US = SECOND;
const PATIENCE_US = SECOND;
/** One in so many is a compaction, the others are looks into the past. */
const COMPACTIONS = 4;
/** How much of the past is kept, in revisions, at most. */
const KEPT_MAX = 20;
/** How far behind the last compaction it looks now and then. */
const BEHIND = 3;

/** Throws the past away, bit by bit, and looks things up in what is left of it. */
export function archivistProgram(
  endpoints: readonly string[],
  keys: readonly string[],
  untilUs: number,
  archive: Archive,
): Program {
  return function* (process) {
    const { random } = process;
    while (process.nowUs < untilUs) {
      yield* sleep(random.int(0, PAUSE_US));
      const newest = archive.told.at(-1)?.revision ?? 0;
      const client = new EtcdClient(process, { endpoints: [random.pick(endpoints)] });
      if (random.chance(1 / COMPACTIONS)) {
        yield* compact(client, archive, newest - random.int(0, KEPT_MAX));
      } else if (newest > 0) {
        const oldest = Math.max(1, archive.compactRevision - BEHIND);
        yield* look(client, archive, random.pick(keys), random.int(oldest, newest + 1));
      }
      client.close();
    }
    return 0;
  };
}

function* compact(client: EtcdClient, archive: Archive, revision: number): Task<void> {
  if (revision <= archive.compactRevision) return;
  archive.compactRevision = revision;
  yield* client.compact({ revision }, { deadlineUs: client.process.nowUs + PATIENCE_US });
}

function* look(client: EtcdClient, archive: Archive, key: string, revision: number): Task<void> {
  const options = { deadlineUs: client.process.nowUs + PATIENCE_US };
  const reply = yield* client.range({ key, revision }, options);
  const isCompacted = reply instanceof RpcError && reply.message === etcdError('compacted').message;
  if (reply instanceof RpcError && !isCompacted) return;
  const { compactRevision, lookups } = archive;
  const value = reply instanceof RpcError ? undefined : reply.kvs[0]?.value;
  lookups.push({ key, revision, value, isCompacted, compactRevision });
}

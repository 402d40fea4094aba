import {
  decodeJson,
  isStatus,
  timedOut,
  unknownError,
  type Kind,
  type KubeObject,
  type Status,
} from '../api/index.ts';
import {
  isEtcdError,
  prefixRangeEnd,
  type EtcdClient,
  type KeyValue,
  type RangeResponse,
  type TxnResponse,
} from '../client/etcd/index.ts';
import { RpcError } from '../client/grpc.ts';
import type { Task } from '../kernel/index.ts';
import { LeaseManager } from './lease-manager.ts';

/** An object as etcd holds it: its resourceVersion is the revision of its last change. */
export interface Stored {
  readonly object: KubeObject;
  readonly revision: number;
}

export interface StoredList {
  readonly items: readonly Stored[];
  readonly revision: number;
  readonly hasMore: boolean;
  /** How many there are from here on, beyond those returned. */
  readonly remaining: number;
}

export const TIMED_OUT =
  'request did not complete within requested timeout - context deadline exceeded';

const COMPACTED = 'etcdserver: mvcc: required revision has been compacted';

/** Where a kind's objects lie. Shape: `/registry/pods/default/web`, `/registry/minions/cp-1` */
export function storageKey(kind: Kind, namespace: string, name: string): string {
  const root = `/registry/${kind.storageName}/`;
  return (kind.isNamespaced && namespace !== '' ? `${root}${namespace}/` : root) + name;
}

/**
 * Objects in etcd: one key each, as JSON. A write is a transaction that succeeds only if the key is
 * at the revision that was read; that is all of Kubernetes' concurrency control.
 *
 * Errors:  a Status in the place of the result; undefined where the key is not, or not any more, at
 *          the revision expected
 * Source:  apiserver storage/etcd3/store.go
 * Differs: JSON where Kubernetes writes protobuf, so that `etcdctl get` shows something to read
 */
export class Storage {
  readonly client: EtcdClient;
  readonly #leases: LeaseManager;

  constructor(client: EtcdClient) {
    this.client = client;
    this.#leases = new LeaseManager(client);
  }

  *get(key: string, deadlineUs: number): Task<Stored | Status | undefined> {
    const reply = yield* this.client.range({ key }, { deadlineUs });
    if (reply instanceof RpcError) return failureOf(reply);
    return reply.kvs[0] && decodeStored(reply.kvs[0]);
  }

  /** The newest revision there is. */
  *currentRevision(key: string, deadlineUs: number): Task<number | Status> {
    const reply = yield* this.client.range({ key, limit: 1, keys_only: true }, { deadlineUs });
    return reply instanceof RpcError ? failureOf(reply) : reply.header.revision;
  }

  /** Lists what begins with a prefix, from a key on, as it was at a revision (0: now). */
  *list(
    prefix: string,
    options: { startKey?: string; limit?: number; revision?: number },
    deadlineUs: number | undefined,
  ): Task<StoredList | Status> {
    const { startKey = prefix, limit = 0, revision = 0 } = options;
    const range = { key: startKey, range_end: prefixRangeEnd(prefix), limit, revision };
    const reply = yield* this.client.range(range, { deadlineUs });
    if (reply instanceof RpcError) return failureOf(reply);
    return {
      items: reply.kvs.map(decodeStored),
      revision: revision || reply.header.revision,
      hasMore: reply.more,
      remaining: remainingOf(reply),
    };
  }

  /** With a time to live the object goes by itself, once that is over. Units: seconds. */
  create(
    key: string,
    object: KubeObject,
    deadlineUs: number,
    ttlSeconds?: number,
  ): Task<Stored | Status | undefined> {
    return this.#put(key, object, 0, deadlineUs, ttlSeconds);
  }

  update(
    key: string,
    object: KubeObject,
    revision: number,
    deadlineUs: number,
    ttlSeconds?: number,
  ): Task<Stored | Status | undefined> {
    return this.#put(key, object, revision, deadlineUs, ttlSeconds);
  }

  /** Deletes a key. Shape: the revision of the deletion */
  *delete(key: string, revision: number, deadlineUs: number): Task<number | Status | undefined> {
    const success = [{ delete_range: { key } }];
    const reply = yield* this.#attempt(key, revision, success, deadlineUs);
    if (reply === undefined || isStatus(reply)) return reply;
    return reply.header.revision;
  }

  *#put(
    key: string,
    object: KubeObject,
    revision: number,
    deadlineUs: number,
    ttlSeconds: number | undefined,
  ): Task<Stored | Status | undefined> {
    const lease = ttlSeconds && (yield* this.#leases.lease(ttlSeconds, deadlineUs));
    if (lease instanceof RpcError) return failureOf(lease);
    const { resourceVersion: _version, ...metadata } = object.metadata;
    const stored = { ...object, metadata };
    const put = { key, value: JSON.stringify(stored), ...(lease && { lease }) };
    const success = [{ put }];
    const reply = yield* this.#attempt(key, revision, success, deadlineUs);
    if (reply === undefined || isStatus(reply)) return reply;
    return withRevision(stored, reply.header.revision);
  }

  *#attempt(
    key: string,
    revision: number,
    success: Parameters<EtcdClient['txn']>[0]['success'],
    deadlineUs: number,
  ): Task<TxnResponse | Status | undefined> {
    const compare = [{ key, target: 'MOD', result: 'EQUAL', operand: revision }] as const;
    const request = { compare, success, failure: [] };
    const reply = yield* this.client.txn(request, { deadlineUs });
    if (reply instanceof RpcError) return failureOf(reply);
    return reply.succeeded ? reply : undefined;
  }
}

function remainingOf({ more, count, kvs }: RangeResponse): number {
  return more ? count - kvs.length : 0;
}

export function decodeStored({ value, mod_revision }: KeyValue): Stored {
  return withRevision(decodeJson(value) as KubeObject, mod_revision);
}

/** The object as it is shown: with its revision as the resourceVersion. */
export function withRevision(object: KubeObject, revision: number): Stored {
  const metadata = { ...object.metadata, resourceVersion: String(revision) };
  return { object: { ...object, metadata }, revision };
}

/** True where etcd has forgotten the revision that was asked for. */
export function isCompacted(status: Status): boolean {
  return status.message === COMPACTED;
}

/** What a failed call of etcd's becomes: an error of the server's with the client's own words. */
function failureOf(error: RpcError): Status {
  if (isEtcdError(error)) return unknownError(error.message);
  return error.code === 'DeadlineExceeded' || error.code === 'Canceled'
    ? timedOut(TIMED_OUT)
    : unknownError(error.toString());
}

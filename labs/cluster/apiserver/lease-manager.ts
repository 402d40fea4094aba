import type { EtcdClient, LeaseGrantResponse } from '../client/etcd/index.ts';
import { RpcError } from '../client/grpc.ts';
import { SECOND, type Task } from '../kernel/index.ts';

/** Source: etcd3/lease_manager.go `defaultLeaseReuseDurationSeconds`. Units: seconds. */
const REUSE_SECONDS_MAX = 60;
/** A lease is used again for this part of its length. Units: percent. */
const REUSE_PERCENT = 5;
/** Source: etcd3/lease_manager.go `defaultLeaseMaxObjectCount`. */
const OBJECTS_MAX = 1_000;

/**
 * Gives the leases on which objects are stored that are to go by themselves, such as events. Many
 * objects share one: what is stored within the same minute goes together, a little late.
 *
 * Source: apiserver storage/etcd3/lease_manager.go
 */
export class LeaseManager {
  readonly #client: EtcdClient;
  #id = '';
  #endsAtUs = 0;
  #objects = 0;

  constructor(client: EtcdClient) {
    this.#client = client;
  }

  /** A lease that lasts at least so long. Errors: as etcd's. */
  *lease(ttlSeconds: number, deadlineUs: number): Task<string | RpcError> {
    const { nowUs } = this.#client.process;
    const extra = Math.min(REUSE_SECONDS_MAX, Math.floor((ttlSeconds * REUSE_PERCENT) / 100));
    const wantedUs = nowUs + ttlSeconds * SECOND;
    const isLong = wantedUs < this.#endsAtUs;
    const isShort = wantedUs + extra * SECOND > this.#endsAtUs;
    this.#objects++;
    if (isLong && isShort && this.#objects <= OBJECTS_MAX) return this.#id;
    const request = { ID: '0', TTL: ttlSeconds + extra };
    const options = { deadlineUs };
    const method = 'Lease/LeaseGrant';
    const granted = yield* this.#client.invoke<LeaseGrantResponse>(method, request, true, options);
    if (granted instanceof RpcError) return granted;
    this.#id = granted.ID;
    this.#endsAtUs = nowUs + request.TTL * SECOND;
    this.#objects = 1;
    return granted.ID;
  }
}

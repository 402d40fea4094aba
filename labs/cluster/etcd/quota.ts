import type { PutRequest, RequestOp, TxnRequest } from '../client/etcd/index.ts';
import type { InternalRequest } from './requests.ts';

/** Source: etcdserver/quota.go `DefaultQuotaBytes`, `leaseOverhead`, `kvOverhead`. Units: bytes. */
const DEFAULT_BYTES = 2_147_483_648;
const LEASE_OVERHEAD = 64;
const KEY_OVERHEAD = 256;

/**
 * How large a member lets its database become: what would go beyond is refused, and raises an
 * alarm. Deleting is always free.
 *
 * Source: etcd server/etcdserver/quota.go
 */
export class Quota {
  readonly maxBytes: number;
  readonly #size: () => number;

  /** Shape: `flag` as it is given: 0 for the default, less for no limit. */
  constructor(flag: number, size: () => number) {
    this.maxBytes = flag < 0 ? Infinity : flag || DEFAULT_BYTES;
    this.#size = size;
  }

  hasRoom(request: InternalRequest): boolean {
    const cost = costOf(request);
    return cost === 0 || this.#size() + cost < this.maxBytes;
  }
}

/** What a request would store, about. Units: bytes. */
export function costOf(request: InternalRequest): number {
  if ('put' in request) return costOfPut(request.put);
  if ('txn' in request) return costOfTxn(request.txn);
  return 'lease_grant' in request ? LEASE_OVERHEAD : 0;
}

function costOfPut({ key, value }: PutRequest): number {
  return KEY_OVERHEAD + key.length + value.length;
}

function costOfTxn({ success, failure }: TxnRequest): number {
  const sum = (operations: readonly RequestOp[]): number =>
    operations.reduce((bytes, op) => bytes + ('put' in op ? costOfPut(op.put) : 0), 0);
  return Math.max(sum(success), sum(failure));
}

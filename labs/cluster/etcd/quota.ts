import { formatBytes } from '../client/bytes.ts';
import type { PutRequest, RequestOp, TxnRequest } from '../client/etcd/index.ts';
import type { EtcdLog, LogFields } from './log.ts';
import type { Store } from './mvcc/index.ts';
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
  constructor(flag: number, size: () => number, log: EtcdLog) {
    this.maxBytes = flag < 0 ? Infinity : flag || DEFAULT_BYTES;
    this.#size = size;
    const name = { 'quota-name': 'v3-applier', 'quota-size-bytes': flag || DEFAULT_BYTES };
    const fields = { ...name, 'quota-size': formatBytes(this.maxBytes) };
    const [line, message] =
      flag === 0
        ? [94, 'enabled backend quota with default value']
        : [117, 'enabled backend quota'];
    if (flag >= 0) log.info(`etcdserver/quota.go:${line}`, message, fields);
    else log.info('etcdserver/quota.go:81', 'disabled backend quota', name);
  }

  hasRoom(request: InternalRequest): boolean {
    const cost = costOf(request);
    return cost === 0 || this.#size() + cost < this.maxBytes;
  }
}

type Sizes = Pick<Store, 'size' | 'sizeInUse'>;

/** How large the database is, for the log, and how much larger than before. */
export function sizesOf({ size, sizeInUse }: Sizes, before?: Sizes): LogFields {
  return {
    ...(before && { 'current-db-size-bytes-diff': size - before.size }),
    'current-db-size-bytes': size,
    'current-db-size': formatBytes(size),
    ...(before && { 'current-db-size-in-use-bytes-diff': sizeInUse - before.sizeInUse }),
    'current-db-size-in-use-bytes': sizeInUse,
    'current-db-size-in-use': formatBytes(sizeInUse),
  };
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

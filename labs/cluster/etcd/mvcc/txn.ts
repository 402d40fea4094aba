import type {
  Compare,
  DeleteRangeRequest,
  PutRequest,
  RangeRequest,
  RequestOp,
  TxnRequest,
} from '../../client/etcd/index.ts';
import type { Store, StoreError } from './store.ts';

/** A response without its header, which the member adds. */
export type Body = Readonly<Record<string, unknown>>;

/** Answers a range. Errors: as `Store.range`. */
export function applyRange(store: Store, request: RangeRequest): Body | StoreError {
  const result = store.range(request);
  return typeof result === 'string' ? result : { ...result };
}

export function applyPut(store: Store, request: PutRequest): Body | StoreError {
  const result = store.transact(() => store.put(request));
  if (typeof result === 'string') return result;
  return request.prev_kv && result.previous ? { prev_kv: result.previous } : {};
}

export function applyDeleteRange(store: Store, request: DeleteRangeRequest): Body {
  const deleted = store.transact(() => store.deleteRange(request));
  return { deleted: deleted.length, prev_kvs: request.prev_kv ? deleted : [] };
}

/**
 * Runs a transaction: the comparisons, then one of the two lists, as one revision.
 *
 * Errors: a range at a revision that is not there, or a put that `checkPut` refuses; then nothing
 *         is changed, because both are checked before
 * Source: etcd server/etcdserver/apply.go `applyTxn`
 */
export function applyTxn(store: Store, request: TxnRequest): Body | StoreError {
  const path = choosePath(store, request);
  const error = checkPath(store, path);
  if (error) return error;
  return store.transact(() => runTxn(store, path));
}

/** The operations that will run, with those of transactions inside. */
interface Path {
  readonly succeeded: boolean;
  readonly operations: readonly { readonly op: RequestOp; readonly inner?: Path }[];
}

function choosePath(store: Store, request: TxnRequest): Path {
  const succeeded = request.compare.every((compare) => isTrue(store, compare));
  const operations = (succeeded ? request.success : request.failure).map((op) =>
    'txn' in op ? { op, inner: choosePath(store, op.txn) } : { op },
  );
  return { succeeded, operations };
}

function checkPath(store: Store, path: Path): StoreError | undefined {
  for (const { op, inner } of path.operations) {
    const error = inner ? checkPath(store, inner) : checkOperation(store, op);
    if (error) return error;
  }
  return undefined;
}

function checkOperation(store: Store, op: RequestOp): StoreError | undefined {
  if ('range' in op) {
    const result = store.range({ ...op.range, count_only: true });
    return typeof result === 'string' ? result : undefined;
  }
  return 'put' in op ? store.checkPut(op.put) : undefined;
}

function runTxn(store: Store, path: Path): Body {
  const responses = path.operations.map(({ op, inner }) => {
    if (inner) return { txn: runTxn(store, inner) };
    if ('range' in op) return { range: applyRange(store, op.range) };
    if ('put' in op) return { put: applyPut(store, op.put) };
    if ('delete_range' in op) return { delete_range: applyDeleteRange(store, op.delete_range) };
    throw new Error('txn: an operation of no kind');
  });
  return { succeeded: path.succeeded, responses };
}

/** Over a range it must hold for each key; over no key, as for a key that is not there. */
function isTrue(store: Store, compare: Compare): boolean {
  const { key, range_end } = compare;
  const result = store.range({ key, ...(range_end !== undefined && { range_end }) });
  const kvs = typeof result === 'string' ? [] : result.kvs;
  if (kvs.length === 0) {
    if (compare.target === 'VALUE') return false;
    return holds(compare, compare.target === 'LEASE' ? '0' : 0);
  }
  const field = (
    {
      VERSION: 'version',
      CREATE: 'create_revision',
      MOD: 'mod_revision',
      VALUE: 'value',
      LEASE: 'lease',
    } as const
  )[compare.target];
  return kvs.every((kv) => holds(compare, kv[field] ?? '0'));
}

function holds({ result, operand }: Compare, actual: string | number): boolean {
  switch (result) {
    case 'EQUAL':
      return actual === operand;
    case 'NOT_EQUAL':
      return actual !== operand;
    case 'GREATER':
      return actual > operand;
    default:
      return actual < operand;
  }
}

import type { Task } from '../kernel/index.ts';
import {
  etcdError,
  type CompactionRequest,
  type DeleteRangeRequest,
  type PutRequest,
  type RangeRequest,
  type RangeResponse,
  type RequestOp,
  type ResponseHeader,
  type TxnRequest,
} from '../client/etcd/index.ts';
import { RpcError } from '../client/grpc.ts';
import { checkRequest, type AuthInfo } from './auth/index.ts';
import { applyRange, applyTxn, type Body } from './mvcc/index.ts';
import type { InternalRequest } from './requests.ts';
import type { EtcdServer } from './server.ts';

/** Serves a range from this member's store. Also asked by the health checks. */
export function* range(server: EtcdServer, request: RangeRequest, who?: AuthInfo): Task<unknown> {
  if (request.key === '') return etcdError('emptyKey');
  const startUs = server.process.nowUs;
  const answered = yield* readRange(server, request, who);
  server.slowness.noteRange(request, answered as RangeResponse | RpcError, startUs);
  return answered;
}

function* readRange(server: EtcdServer, request: RangeRequest, who?: AuthInfo): Task<unknown> {
  if (!request.serializable) {
    const error = yield* server.linearizable();
    if (error) return error;
  }
  const denied = server.auth.checkRange(who, 'READ', request);
  return answer(server, denied ?? applyRange(server.store, request));
}

/** Range, put, delete, transactions and compaction. Source: etcd v3rpc/key.go */
export function* put(server: EtcdServer, request: PutRequest, who?: AuthInfo): Task<unknown> {
  const full = yield* checkQuota(server, { put: request });
  return full ?? checkPut(request) ?? (yield* agree(server, { put: request }, who));
}

export function* deleteRange(
  server: EtcdServer,
  request: DeleteRangeRequest,
  who?: AuthInfo,
): Task<unknown> {
  if (request.key === '') return etcdError('emptyKey');
  return yield* agree(server, { delete_range: request }, who);
}

export function* txn(server: EtcdServer, request: TxnRequest, who?: AuthInfo): Task<unknown> {
  const error =
    (yield* checkQuota(server, { txn: request })) ??
    checkTxn(request, server.config.maxTxnOps) ??
    checkPuts(request.success) ??
    checkPuts(request.failure);
  if (error) return error;
  const operations = [...request.success, ...request.failure];
  if (!operations.every((op) => 'range' in op)) return yield* agree(server, { txn: request }, who);
  if (!operations.every((op) => 'range' in op && op.range.serializable)) {
    const unready = yield* server.linearizable();
    if (unready) return unready;
  }
  const denied = checkRequest(server.auth, server.store, who, { txn: request });
  return answer(server, denied ?? applyTxn(server.store, request));
}

export function* compact(
  server: EtcdServer,
  compaction: CompactionRequest,
  who?: AuthInfo,
): Task<unknown> {
  const denied = server.auth.checkAdmin(who);
  return denied ? etcdError(denied) : yield* agree(server, { compaction }, who);
}

/** Has the cluster agree on a request, and answers with the result. */
export function* agree(
  server: EtcdServer,
  request: InternalRequest,
  who?: AuthInfo,
): Task<unknown> {
  return answer(server, yield* server.propose(request, who));
}

/** Refuses what would not fit, and raises the alarm. Source: v3rpc/quota.go `quotaAlarmer` */
export function* checkQuota(
  server: EtcdServer,
  request: InternalRequest,
): Task<RpcError | undefined> {
  if (server.quota.hasRoom(request)) return undefined;
  const memberID = server.membership.localId;
  yield* server.propose({ alarm: { action: 'ACTIVATE', memberID, alarm: 'NOSPACE' } });
  return etcdError('noSpace');
}

/** Puts the header on, on transactions' inner answers too. */
function answer(server: EtcdServer, result: Body | RpcError | string): unknown {
  if (result instanceof RpcError) return result;
  if (typeof result === 'string') return etcdError(result as 'compacted');
  return withHeader(result, server.header());
}

/** A revision that the body names already is its own and stays. */
function withHeader(body: Body, common: ResponseHeader): unknown {
  const { header: own, responses, ...rest } = body;
  const header = { ...common, ...(own as Partial<ResponseHeader> | undefined) };
  if (responses === undefined) return { header, ...rest };
  // Inside a transaction etcd fills in the revision alone.
  const bare = { cluster_id: '0', member_id: '0', revision: header.revision, raft_term: 0 };
  const inner = (responses as readonly Body[]).map((response) => {
    const [kind, of] = Object.entries(response)[0]!;
    return { [kind]: withHeader(of as Body, bare) };
  });
  return { header, ...rest, responses: inner };
}

function checkPut(request: PutRequest): RpcError | undefined {
  if (request.key === '') return etcdError('emptyKey');
  if (request.ignore_value && request.value !== '') return etcdError('valueProvided');
  if (request.ignore_lease && request.lease !== undefined) return etcdError('leaseProvided');
  return undefined;
}

function checkTxn(request: TxnRequest, operationsMax: number): RpcError | undefined {
  const { compare, success, failure } = request;
  const count = Math.max(compare.length, success.length, failure.length);
  if (count > operationsMax) return etcdError('tooManyOps');
  if (compare.some(({ key }) => key === '')) return etcdError('emptyKey');
  for (const op of [...success, ...failure]) {
    const error =
      'txn' in op
        ? checkTxn(op.txn, operationsMax - count)
        : 'put' in op
          ? checkPut(op.put)
          : ('range' in op ? op.range : op.delete_range).key === ''
            ? etcdError('emptyKey')
            : undefined;
    if (error) return error;
  }
  return undefined;
}

/**
 * One transaction may change a key only once. Source: v3rpc/key.go `checkIntervals`
 *
 * Differs: looks at one level; a transaction within is looked at by itself
 */
function checkPuts(operations: readonly RequestOp[]): RpcError | undefined {
  const seen = new Set<string>();
  for (const op of operations) {
    if ('txn' in op) {
      const error = checkPuts(op.txn.success) ?? checkPuts(op.txn.failure);
      if (error) return error;
    }
    if (!('put' in op)) continue;
    const { key } = op.put;
    const isDeleted = operations.some(
      (other) =>
        'delete_range' in other &&
        (other.delete_range.range_end
          ? key >= other.delete_range.key &&
            (other.delete_range.range_end === '\0' || key < other.delete_range.range_end)
          : key === other.delete_range.key),
    );
    if (seen.has(key) || isDeleted) return etcdError('duplicateKey');
    seen.add(key);
  }
  return undefined;
}

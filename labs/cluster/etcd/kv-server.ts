import type { Task } from '../kernel/index.ts';
import {
  etcdError,
  type CompactionRequest,
  type DeleteRangeRequest,
  type HashKVResponse,
  type MemberListRequest,
  type MoveLeaderRequest,
  type PutRequest,
  type RangeRequest,
  type RequestOp,
  type ResponseHeader,
  type TxnRequest,
} from '../client/etcd/index.ts';
import { RpcError, type GrpcService, type UnaryHandler } from '../client/grpc.ts';
import { applyRange, applyTxn, hashStore, type Body } from './mvcc/index.ts';
import type { InternalRequest } from './requests.ts';
import type { EtcdServer } from './server.ts';
import { serveWatch } from './watch-server.ts';

/** Source: etcd server/embed/config.go `DefaultMaxTxnOps`. */
const TXN_OPS_MAX = 128;

/** The version of etcd that this member says it is. */
export const ETCD_VERSION = '3.5.30';

/**
 * What a member answers on its clients' port.
 *
 * Source: etcd server/etcdserver/api/v3rpc: key.go, member.go, maintenance.go
 */
export function makeService(server: EtcdServer): GrpcService {
  const unary = new Map<string, UnaryHandler>([
    ['etcdserverpb.KV/Range', (request) => range(server, request)],
    ['etcdserverpb.KV/Put', (request) => put(server, request)],
    ['etcdserverpb.KV/DeleteRange', (request) => deleteRange(server, request)],
    ['etcdserverpb.KV/Txn', (request) => txn(server, request)],
    ['etcdserverpb.KV/Compact', (request: CompactionRequest) => compact(server, request)],
    ['etcdserverpb.Cluster/MemberList', (request) => memberList(server, request)],
    ['etcdserverpb.Maintenance/Status', () => status(server)],
    ['etcdserverpb.Maintenance/Alarm', (alarm) => agree(server, { alarm })],
    ['etcdserverpb.Maintenance/HashKV', (request) => hashKV(server, request)],
    ['etcdserverpb.Maintenance/MoveLeader', (request) => moveLeader(server, request)],
  ]);
  const streaming = new Map([
    [
      'etcdserverpb.Watch/Watch',
      (call: Parameters<typeof serveWatch>[1]) => serveWatch(server, call),
    ],
  ]);
  return { unary, streaming };
}

/** Serves a range from this member's store. Also asked by the health checks. */
export function* range(server: EtcdServer, request: RangeRequest): Task<unknown> {
  if (request.key === '') return etcdError('emptyKey');
  if (!request.serializable) {
    const error = yield* server.linearizable();
    if (error) return error;
  }
  return answer(server, applyRange(server.store, request));
}

function* put(server: EtcdServer, request: PutRequest): Task<unknown> {
  return checkPut(request) ?? (yield* agree(server, { put: request }));
}

function* deleteRange(server: EtcdServer, request: DeleteRangeRequest): Task<unknown> {
  if (request.key === '') return etcdError('emptyKey');
  return yield* agree(server, { delete_range: request });
}

function* txn(server: EtcdServer, request: TxnRequest): Task<unknown> {
  const error =
    checkTxn(request, TXN_OPS_MAX) ?? checkPuts(request.success) ?? checkPuts(request.failure);
  if (error) return error;
  const operations = [...request.success, ...request.failure];
  if (!operations.every((op) => 'range' in op)) return yield* agree(server, { txn: request });
  if (!operations.every((op) => 'range' in op && op.range.serializable)) {
    const unready = yield* server.linearizable();
    if (unready) return unready;
  }
  return answer(server, applyTxn(server.store, request));
}

function compact(server: EtcdServer, compaction: CompactionRequest): Task<unknown> {
  return agree(server, { compaction });
}

function* memberList(server: EtcdServer, request: MemberListRequest): Task<unknown> {
  if (request.linearizable) {
    const error = yield* server.linearizable();
    if (error) return error;
  }
  // The header of a member list has no revision. Source: v3rpc/member.go `header`
  const header = { ...server.header(), revision: 0 };
  return { header, members: server.membership.members };
}

function* status(server: EtcdServer): Task<unknown> {
  const { node, store } = server;
  return {
    header: server.header(),
    version: ETCD_VERSION,
    dbSize: store.size,
    leader: node.lead,
    raftIndex: node.committed,
    raftTerm: node.term,
    raftAppliedIndex: server.appliedIndex,
    errors: server.hasLeader ? [] : [etcdError('noLeader').message],
    dbSizeInUse: store.sizeInUse,
    isLearner: false,
  };
}

function* hashKV(
  server: EtcdServer,
  request: { readonly revision: number },
): Task<HashKVResponse | RpcError> {
  const { store } = server;
  const revision = request.revision || store.revision;
  if (revision < store.compactRevision) return etcdError('compacted');
  if (revision > store.revision) return etcdError('futureRev');
  const compact_revision = store.compactRevision;
  return { header: server.header(), hash: hashStore(store, revision), compact_revision };
}

function* moveLeader(server: EtcdServer, request: MoveLeaderRequest): Task<unknown> {
  if (!server.isLeader) return etcdError('notLeader');
  const deadlineUs = server.process.nowUs + server.requestTimeoutUs;
  return (yield* server.moveLeader(request.targetID, deadlineUs)) ?? {};
}

function* agree(server: EtcdServer, request: InternalRequest): Task<unknown> {
  return answer(server, yield* server.propose(request));
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

import type { Task } from '../kernel/index.ts';
import { etcdError, type HashKVResponse, type MoveLeaderRequest } from '../client/etcd/index.ts';
import type { RpcError } from '../client/grpc.ts';
import { agree } from './kv-server.ts';
import { hashStore } from './mvcc/index.ts';
import type { InternalRequest } from './requests.ts';
import { ETCD_VERSION, type EtcdServer } from './server.ts';

/** What administrators ask of one member. Source: etcd v3rpc/maintenance.go */
export function* status(server: EtcdServer): Task<unknown> {
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

export function alarm(
  server: EtcdServer,
  request: Extract<InternalRequest, { alarm: unknown }>['alarm'],
): Task<unknown> {
  return agree(server, { alarm: request });
}

export function* hashKV(
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

export function* moveLeader(server: EtcdServer, request: MoveLeaderRequest): Task<unknown> {
  if (!server.isLeader) return etcdError('notLeader');
  const deadlineUs = server.process.nowUs + server.requestTimeoutUs;
  return (yield* server.moveLeader(request.targetID, deadlineUs)) ?? {};
}

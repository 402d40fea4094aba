import type { Task } from '../kernel/index.ts';
import { etcdError, type RangeRequest } from '../client/etcd/index.ts';
import {
  RpcError,
  type GrpcService,
  type ServerCall,
  type StreamHandler,
  type UnaryHandler,
} from '../client/grpc.ts';
import { authInfo, authService } from './auth-server.ts';
import type { AuthInfo } from './auth/index.ts';
import type { CallTimes } from './call-times.ts';
import {
  memberAdd,
  memberList,
  memberPromote,
  memberRemove,
  memberUpdate,
} from './cluster-server.ts';
import { compact, deleteRange, put, range, txn } from './kv-server.ts';
import {
  leaseGrant,
  leaseKeepAlive,
  leaseLeases,
  leaseRevoke,
  leaseTimeToLive,
} from './lease-server.ts';
import { alarm, defragment, hashKV, moveLeader, snapshot, status } from './maintenance-server.ts';
import { noteStats } from './request-stats.ts';
import type { EtcdServer } from './server.ts';
import { serveWatch } from './watch-server.ts';

type Unary = (server: EtcdServer, request: never, who?: AuthInfo) => Task<unknown>;
type Streaming = (server: EtcdServer, call: ServerCall, who?: AuthInfo) => Task<RpcError>;

/** The methods with one answer, by the service that they belong to. */
const unary: Readonly<Record<string, Unary>> = {
  'KV/Range': range,
  'KV/Put': put,
  'KV/DeleteRange': deleteRange,
  'KV/Txn': txn,
  'KV/Compact': compact,
  'Cluster/MemberAdd': memberAdd,
  'Cluster/MemberList': memberList,
  'Cluster/MemberPromote': memberPromote,
  'Cluster/MemberRemove': memberRemove,
  'Cluster/MemberUpdate': memberUpdate,
  'Lease/LeaseGrant': leaseGrant,
  'Lease/LeaseRevoke': leaseRevoke,
  'Lease/LeaseLeases': leaseLeases,
  'Lease/LeaseTimeToLive': leaseTimeToLive,
  'Maintenance/Status': status,
  'Maintenance/Alarm': alarm,
  'Maintenance/Defragment': defragment,
  'Maintenance/HashKV': hashKV,
  'Maintenance/MoveLeader': moveLeader,
  ...authService,
};

const streaming: Readonly<Record<string, Streaming>> = {
  'Watch/Watch': serveWatch,
  'Lease/LeaseKeepAlive': leaseKeepAlive,
  'Maintenance/Snapshot': snapshot,
};

/** What a learner answers: how it is, and reads of what it has. */
function isForLearners(name: string, request: object): boolean {
  if (name === 'Maintenance/Status') return true;
  return name === 'KV/Range' && (request as RangeRequest).serializable === true;
}

/**
 * All that a member answers on its clients' port.
 *
 * Source: etcd server/etcdserver/api/v3rpc/grpc.go, interceptor.go
 */
export function makeService(server: EtcdServer): GrpcService {
  const { config, process } = server;
  const { calls } = server.counters;
  const refusal = etcdError('notSupportedForLearner');
  if (config.isExtensive) addCallTimes(calls);
  return {
    unary: new Map(
      Object.entries(unary).map(([name, handle]): [string, UnaryHandler] => {
        function* answer(request: object, call: ServerCall): Task<unknown> {
          const startUs = process.nowUs;
          let reply: unknown;
          try {
            if (server.isLearner && !isForLearners(name, request)) return (reply = refusal);
            const who = yield* authInfo(server, call);
            if (who instanceof RpcError) return (reply = who);
            return (reply = yield* handle(server, request as never, who));
          } finally {
            noteStats(server, name, request, call, startUs, reply);
            calls.observe(name, process.nowUs - startUs);
          }
        }
        return [`etcdserverpb.${name}`, answer as UnaryHandler];
      }),
    ),
    streaming: new Map(
      Object.entries(streaming).map(([name, handle]): [string, StreamHandler] => {
        function* answer(call: ServerCall): Task<RpcError> {
          const startUs = process.nowUs;
          try {
            if (server.isLearner && name !== 'Maintenance/Snapshot') return refusal;
            const who = yield* authInfo(server, call);
            return who instanceof RpcError ? who : yield* handle(server, call, who);
          } finally {
            calls.observe(name, process.nowUs - startUs);
          }
        }
        return [`etcdserverpb.${name}`, answer];
      }),
    ),
  };
}

function addCallTimes(calls: CallTimes): void {
  for (const name of Object.keys(unary)) calls.add(name, 'unary');
  for (const name of Object.keys(streaming)) {
    calls.add(name, name === 'Maintenance/Snapshot' ? 'server_stream' : 'bidi_stream');
  }
}

import type { GrpcService, StreamHandler, UnaryHandler } from '../client/grpc.ts';
import { memberList } from './cluster-server.ts';
import { compact, deleteRange, put, range, txn } from './kv-server.ts';
import {
  leaseGrant,
  leaseKeepAlive,
  leaseLeases,
  leaseRevoke,
  leaseTimeToLive,
} from './lease-server.ts';
import { alarm, hashKV, moveLeader, status } from './maintenance-server.ts';
import type { EtcdServer } from './server.ts';
import { serveWatch } from './watch-server.ts';

type Unary = (server: EtcdServer, request: never) => ReturnType<UnaryHandler>;
type Streaming = (
  server: EtcdServer,
  call: Parameters<StreamHandler>[0],
) => ReturnType<StreamHandler>;

/** The methods with one answer, by the service that they belong to. */
const unary: Readonly<Record<string, Unary>> = {
  'KV/Range': range,
  'KV/Put': put,
  'KV/DeleteRange': deleteRange,
  'KV/Txn': txn,
  'KV/Compact': compact,
  'Cluster/MemberList': memberList,
  'Lease/LeaseGrant': leaseGrant,
  'Lease/LeaseRevoke': leaseRevoke,
  'Lease/LeaseLeases': leaseLeases,
  'Lease/LeaseTimeToLive': leaseTimeToLive,
  'Maintenance/Status': status,
  'Maintenance/Alarm': alarm,
  'Maintenance/HashKV': hashKV,
  'Maintenance/MoveLeader': moveLeader,
};

const streaming: Readonly<Record<string, Streaming>> = {
  'Watch/Watch': serveWatch,
  'Lease/LeaseKeepAlive': leaseKeepAlive,
};

/**
 * All that a member answers on its clients' port.
 *
 * Source: etcd server/etcdserver/api/v3rpc/grpc.go
 */
export function makeService(server: EtcdServer): GrpcService {
  return {
    unary: new Map(
      Object.entries(unary).map(([name, handle]): [string, UnaryHandler] => [
        `etcdserverpb.${name}`,
        (request) => handle(server, request),
      ]),
    ),
    streaming: new Map(
      Object.entries(streaming).map(([name, handle]): [string, StreamHandler] => [
        `etcdserverpb.${name}`,
        (call) => handle(server, call),
      ]),
    ),
  };
}

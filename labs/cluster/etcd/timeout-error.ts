import { etcdError } from '../client/etcd/index.ts';
import type { RpcError } from '../client/grpc.ts';
import type { EtcdServer } from './server.ts';

/**
 * Why a proposal that was sent at `startUs` has not come back: the leader died under it, the way to
 * the others is lost, or nobody knows.
 *
 * Source: etcd server/etcdserver/server.go `parseProposeCtxErr`
 */
export function timeoutError(server: EtcdServer, startUs: number): RpcError {
  const { node, transport, membership, config } = server;
  const electionUs = 2 * config.electionTicks * config.heartbeatUs;
  const lostUs = node.electedAtUs - electionUs;
  if (node.electedAtUs > 0 && startUs > lostUs && startUs < node.electedAtUs) {
    return etcdError('timeoutLeaderFail');
  }
  if (!server.hasLeader) return etcdError('timeout');
  if (!server.isLeader) {
    const isConnected = transport.isActiveSince(node.lead, startUs);
    return etcdError(isConnected ? 'timeout' : 'timeoutConnectionLost');
  }
  const { members, localId } = membership;
  const connected = members.filter(
    ({ ID }) => ID === localId || transport.isActiveSince(ID, startUs),
  );
  const isQuorum = connected.length >= Math.floor(members.length / 2) + 1;
  return etcdError(isQuorum ? 'timeout' : 'timeoutConnectionLost');
}

import { sleep, type Task } from '../kernel/index.ts';
import { etcdError } from '../client/etcd/index.ts';
import { RpcError } from '../client/grpc.ts';
import { formatDuration } from '../client/zap.ts';
import type { Id } from './raft/index.ts';
import type { EtcdServer } from './server.ts';

/**
 * Hands leadership over to another voter and waits until it leads.
 *
 * Source: etcd server/etcdserver/server.go `MoveLeader`
 */
export function* moveLeader(
  server: EtcdServer,
  to: Id,
  deadlineUs: number,
): Task<RpcError | undefined> {
  const { process, log, membership, node, config } = server;
  const target = membership.get(to);
  if (!target || target.isLearner) return etcdError('badLeaderTransferee');
  const startUs = process.nowUs;
  log.info('etcdserver/server.go:1522', 'leadership transfer starting', {
    'local-member-id': membership.localId,
    'current-leader-member-id': node.lead,
    'transferee-member-id': to,
  });
  node.raft.transferLeader(to);
  node.pump();
  while (node.lead !== to) {
    if (process.nowUs >= deadlineUs) {
      const text = 'etcdserver: request timed out, leader transfer took too long';
      return new RpcError('Unknown', text);
    }
    yield* sleep(config.heartbeatUs);
  }
  log.info('etcdserver/server.go:1539', 'leadership transfer finished', {
    'local-member-id': membership.localId,
    'old-leader-member-id': membership.localId,
    'new-leader-member-id': to,
    took: formatDuration(process.nowUs - startUs),
  });
  return undefined;
}

/** What a leader does before it goes. Source: etcdserver/server.go `TransferLeadership` */
export function* transferLeadership(server: EtcdServer): Task<void> {
  const { log, membership, transport, process } = server;
  const { localId, voters } = membership;
  const ids = { 'local-member-id': localId, 'current-leader-member-id': server.node.lead || '0' };
  if (!server.isLeader) {
    const message = 'skipped leadership transfer; local server is not leader';
    log.info('etcdserver/server.go:1553', message, ids);
    return;
  }
  if (voters.length === 1) {
    const message = 'skipped leadership transfer for single voting member cluster';
    log.info('etcdserver/server.go:1562', message, ids);
    return;
  }
  const to = transport.longestActive(voters.map(({ ID }) => ID));
  const endUs = process.nowUs + server.requestTimeoutUs;
  const error = to === undefined ? undefined : yield* moveLeader(server, to, endUs);
  if (to !== undefined && error === undefined) return;
  log.warn('etcdserver/server.go:1601', 'leadership transfer failed', {
    'local-member-id': localId,
    error: error?.message ?? 'etcdserver: unhealthy cluster',
  });
}

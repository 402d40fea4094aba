import { sleep, type Task } from '../kernel/index.ts';
import { RpcError } from '../client/grpc.ts';
import type { EtcdServer } from './server.ts';

/**
 * Tells the cluster this member's name and addresses, until it has agreed.
 *
 * Source: etcd server/etcdserver/server.go `publish`
 */
export function* publish(server: EtcdServer): Task<void> {
  const { config, membership, log } = server;
  const { localId: ID, clusterId } = membership;
  const attributes = { ID, name: config.name, clientURLs: config.advertiseClientUrls };
  const urls = attributes.clientURLs.join(' ');
  const fields = {
    'local-member-id': ID,
    'local-member-attributes': `{Name:${config.name} ClientURLs:[${urls}]}`,
    'request-path': `/0/members/${ID}/attributes`,
  };
  const timeout = { 'publish-timeout': `${server.requestTimeoutUs / 1_000_000}s` };
  for (;;) {
    const result = yield* server.propose({ publish: attributes });
    if (!(result instanceof RpcError)) break;
    const failed = 'failed to publish local member to cluster through raft';
    const error = result.message;
    log.warn('etcdserver/server.go:2195', failed, { ...fields, ...timeout, error });
    // A proposal that is dropped comes back at once, and time must pass before the next.
    yield* sleep(config.heartbeatUs);
  }
  const message = 'published local member to cluster through raft';
  const zombies = 'checking and cleaning up zombie members after attribute update';
  log.info('membership/cluster.go:508', zombies);
  const published = { ...fields, 'cluster-id': clusterId, ...timeout };
  log.info('etcdserver/server.go:2174', message, published);
  server.published.give();
}

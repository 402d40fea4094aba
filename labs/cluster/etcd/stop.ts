import { Condition, wait, type Task } from '../kernel/index.ts';
import type { HttpServer } from '../client/http.ts';
import type { EtcdLog } from './log.ts';
import { hostPort } from './serve.ts';
import type { EtcdServer } from './server.ts';

export interface Stop {
  /** Tells which ports are to be closed first. */
  serveClients(servers: readonly HttpServer[]): void;
  /** Waits for ever: the process ends by the signal that it was sent. */
  wait(): Task<void>;
}

/**
 * How a member goes: no new requests, those under way are finished, leadership is handed over, and
 * only then the peers lose it.
 *
 * Source: etcd pkg/osutil/interrupt_unix.go, server/embed/etcd.go `Close`, etcdserver `Stop`
 */
export function stopOnSignal(server: EtcdServer, log: EtcdLog, peers: readonly HttpServer[]): Stop {
  const { process } = server;
  let clients: readonly HttpServer[] = [];
  for (const [signal, word] of [
    ['SIGTERM', 'terminated'],
    ['SIGINT', 'interrupt'],
  ] as const) {
    process.onSignal(signal, () => {
      if (server.isStopping) return;
      server.isStopping = true;
      process.go(shutDown(signal, word));
    });
  }

  function* shutDown(signal: 'SIGTERM' | 'SIGINT', word: string): Task<void> {
    log.info('osutil/interrupt_unix.go:64', 'received signal; shutting down', { signal: word });
    yield* close(server, log, clients, peers);
    yield* log.flush();
    process.onSignal(signal, undefined);
    process.signal(signal);
  }

  return {
    serveClients: (servers) => {
      clients = servers;
    },
    wait: function* () {
      yield* wait(new Condition().changed);
    },
  };
}

function* close(
  server: EtcdServer,
  log: EtcdLog,
  clients: readonly HttpServer[],
  peers: readonly HttpServer[],
): Task<void> {
  const { config } = server;
  const fields = {
    name: config.name,
    'data-dir': config.dataDir,
    'advertise-peer-urls': config.initialAdvertisePeerUrls,
    'advertise-client-urls': config.advertiseClientUrls,
  };
  log.info('embed/etcd.go:378', 'closing etcd server', fields);
  const endUs = server.process.nowUs + server.requestTimeoutUs;
  for (const client of clients) yield* client.drain(endUs);
  yield* handOver(server, log);
  server.transport.stop();
  for (const url of config.listenPeerUrls) {
    log.info('embed/etcd.go:613', 'stopping serving peer traffic', { address: hostPort(url) });
  }
  for (const peer of peers) peer.close();
  for (const url of config.listenPeerUrls) {
    log.info('embed/etcd.go:618', 'stopped serving peer traffic', { address: hostPort(url) });
  }
  log.info('embed/etcd.go:380', 'closed etcd server', fields);
}

/** Source: etcdserver/server.go `TransferLeadership` */
function* handOver(server: EtcdServer, log: EtcdLog): Task<void> {
  const { localId, members } = server.membership;
  const ids = { 'local-member-id': localId, 'current-leader-member-id': server.node.lead || '0' };
  if (!server.isLeader) {
    const message = 'skipped leadership transfer; local server is not leader';
    log.info('etcdserver/server.go:1553', message, ids);
    return;
  }
  if (members.length === 1) {
    const message = 'skipped leadership transfer for single voting member cluster';
    log.info('etcdserver/server.go:1562', message, ids);
    return;
  }
  const to = server.transport.longestActive();
  const endUs = server.process.nowUs + server.requestTimeoutUs;
  const error = to === undefined ? undefined : yield* server.moveLeader(to, endUs);
  if (to !== undefined && error === undefined) return;
  log.warn('etcdserver/server.go:1601', 'leadership transfer failed', {
    'local-member-id': localId,
    error: error?.message ?? 'etcdserver: unhealthy cluster',
  });
}

import { sleep, wait, type Task } from '../kernel/index.ts';
import type { HttpServer } from '../client/http.ts';
import { transferLeadership } from './leadership-transfer.ts';
import type { EtcdConfig } from './flags.ts';
import type { EtcdLog, LogFields } from './log.ts';
import { hostPort } from './serve.ts';
import type { EtcdServer } from './server.ts';

/** How long a member takes to close its database, while its ports are still open. */
const CLEANUP_US = 10_000;

export interface Stop {
  /** Tells which ports are to be closed first. */
  serveClients(servers: readonly HttpServer[]): void;
  /** Waits until the member can't go on. Where it is sent a signal, the process ends by that. */
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
    wait: () => stopOnError(server, log),
  };
}

/** Source: etcd server/etcdserver/server.go `run` */
function* stopOnError({ failed, transport }: EtcdServer, log: EtcdLog): Task<void> {
  const error = yield* wait(failed.given);
  log.warn('etcdserver/server.go:1156', 'server error', { error });
  const message = 'data-dir used by this member must be removed';
  log.warn('etcdserver/server.go:1157', message);
  transport.stop();
  yield* sleep(CLEANUP_US);
  yield* log.flush();
}

function* close(
  server: EtcdServer,
  log: EtcdLog,
  clients: readonly HttpServer[],
  peers: readonly HttpServer[],
): Task<void> {
  const { config } = server;
  logClosing(config, log);
  const endUs = server.process.nowUs + server.requestTimeoutUs;
  for (const client of clients) yield* client.drain(endUs);
  for (const url of clients.length > 0 ? config.listenClientUrls : []) {
    const error = `accept tcp ${hostPort(url)}: use of closed network connection`;
    log.warn('embed/serve.go:180', 'stopping insecure grpc server due to error', { error });
    log.warn('embed/serve.go:182', 'stopped insecure grpc server due to error', { error });
  }
  yield* transferLeadership(server);
  server.transport.stop();
  yield* sleep(CLEANUP_US);
  for (const url of config.listenPeerUrls) {
    log.info('embed/etcd.go:613', 'stopping serving peer traffic', { address: hostPort(url) });
  }
  for (const peer of peers) peer.close();
  for (const url of config.listenPeerUrls) {
    log.info('embed/etcd.go:618', 'stopped serving peer traffic', { address: hostPort(url) });
  }
  logClosed(config, log);
}

/** The first of what a member says as it ends. */
export function logClosing(config: EtcdConfig, log: EtcdLog): void {
  log.info('embed/etcd.go:408', 'closing etcd server', fieldsOf(config));
}

/** The last of it. */
export function logClosed(config: EtcdConfig, log: EtcdLog): void {
  log.info('embed/etcd.go:410', 'closed etcd server', fieldsOf(config));
}

function fieldsOf(config: EtcdConfig): LogFields {
  return {
    name: config.name,
    'data-dir': config.dataDir,
    'advertise-peer-urls': config.initialAdvertisePeerUrls,
    'advertise-client-urls': config.advertiseClientUrls,
  };
}

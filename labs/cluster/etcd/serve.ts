import { Listener, type Process, type Task } from '../kernel/index.ts';
import { serveHttp, type HttpServer, type HttpStream } from '../client/http.ts';
import { isGrpc, serveGrpc } from '../client/grpc.ts';
import { parseUrl, type EtcdConfig } from './flags.ts';
import { serveHealth, serveVersion } from './health.ts';
import { isLeaseRequest, serveLeaseRequest } from './lease-server.ts';
import { logServing, MAIN_STACK, type EtcdLog } from './log.ts';
import { isMembersRequest, serveMembers } from './members-http.ts';
import { isPromoteRequest, servePromoteRequest } from './promote.ts';
import { ETCD_VERSION, type EtcdServer } from './server.ts';
import { makeService } from './service.ts';

export interface Ports {
  readonly peers: ReadonlyMap<number, Listener>;
  readonly clients: ReadonlyMap<number, Listener>;
  readonly metrics: ReadonlyMap<number, Listener>;
}

/** Where etcd is when it can't listen for its peers. */
const STACK = [
  'embed.configurePeerListeners embed/etcd.go:570',
  'embed.StartEtcd embed/etcd.go:144',
  'etcdmain.startEtcd etcdmain/etcd.go:228',
  'etcdmain.startEtcdOrProxyV2 etcdmain/etcd.go:135',
  ...MAIN_STACK,
];

/** Opens the ports that the flags name. Errors: the sentence that Go prints for a port in use. */
export function openPorts(process: Process, config: EtcdConfig, log: EtcdLog): Ports | string {
  const { listenPeerUrls, listenClientUrls } = config;
  log.info('embed/etcd.go:140', 'configuring peer listeners', {
    'listen-peer-urls': listenPeerUrls,
  });
  const peers = openAll(process, listenPeerUrls);
  if (typeof peers === 'string') {
    log.error('embed/etcd.go:570', 'creating peer listener failed', { error: peers }, STACK);
    return peers;
  }
  log.info('embed/etcd.go:148', 'configuring client listeners', {
    'listen-client-urls': listenClientUrls,
  });
  const clients = openAll(process, listenClientUrls);
  if (typeof clients === 'string') return clients;
  const metrics = openAll(process, config.listenMetricsUrls);
  return typeof metrics === 'string' ? metrics : { peers, clients, metrics };
}

/** One listener for each port: the kernel's listen on all addresses of the host. */
function openAll(process: Process, urls: readonly string[]): Map<number, Listener> | string {
  const listeners = new Map<number, Listener>();
  for (const url of urls) {
    const { host, port } = parseUrl(url)!;
    if (listeners.has(port)) continue;
    const listener = Listener.open(process, port);
    if (listener === 'EADDRINUSE') {
      return `listen tcp ${host}:${port}: bind: address already in use`;
    }
    listeners.set(port, listener);
  }
  return listeners;
}

export function logStart(config: EtcdConfig, isInitialized: boolean, log: EtcdLog): void {
  const { heartbeatUs, electionTicks, quotaBytes } = config;
  const electionUs = heartbeatUs * electionTicks;
  const seconds = (us: number): string => (us < 1e6 ? `${us / 1_000}ms` : `${us / 1e6}s`);
  log.info('embed/etcd.go:323', 'starting an etcd server', {
    'etcd-version': ETCD_VERSION,
    'git-sha': 'Not provided (use ./build instead of go build)',
    'go-version': 'go1.26.4',
    'go-os': 'linux',
    'go-arch': 'amd64',
    'max-cpu-set': 2,
    'max-cpu-available': 2,
    'member-initialized': isInitialized,
    name: config.name,
    'data-dir': config.dataDir,
    'wal-dir': '',
    'wal-dir-dedicated': '',
    'member-dir': `${config.dataDir}/member`,
    'force-new-cluster': config.isForcedNew,
    'heartbeat-interval': seconds(heartbeatUs),
    'election-timeout': seconds(electionUs),
    'initial-election-tick-advance': true,
    'snapshot-count': config.snapshotCount,
    'max-wals': 5,
    'max-snapshots': 5,
    'snapshot-catchup-entries': config.snapshotCatchUpEntries,
    'initial-advertise-peer-urls': config.initialAdvertisePeerUrls,
    'listen-peer-urls': config.listenPeerUrls,
    'advertise-client-urls': config.advertiseClientUrls,
    'listen-client-urls': config.listenClientUrls,
    'listen-metrics-urls': config.listenMetricsUrls,
    cors: ['*'],
    'host-whitelist': ['*'],
    'initial-cluster': isInitialized
      ? ''
      : config.initialCluster.map(({ name, url }) => `${name}=${url}`).join(','),
    'initial-cluster-state': config.initialClusterState,
    'initial-cluster-token': isInitialized ? '' : config.initialClusterToken,
    'quota-backend-bytes': quotaBytes || 2_147_483_648,
    'max-request-bytes': config.maxRequestBytes,
    'max-concurrent-streams': 4_294_967_295,
    'pre-vote': true,
    'initial-corrupt-check': false,
    'corrupt-check-time-interval': '0s',
    'compact-check-time-enabled': false,
    'compact-check-time-interval': '1m0s',
    'auto-compaction-mode': 'periodic',
    'auto-compaction-retention': '0s',
    'auto-compaction-interval': '0s',
    'discovery-url': '',
    'discovery-proxy': '',
    'downgrade-check-interval': '5s',
  });
}

/** Serves the other members, and clients who take this port for the other. */
export function servePeers(server: EtcdServer, ports: Ports, log: EtcdLog): HttpServer[] {
  const { config, membership, process, transport } = server;
  const service = makeService(server);
  const servers = [...ports.peers.values()].map((listener) =>
    serveHttp(process, listener, (stream) => {
      if (isGrpc(stream)) return serveGrpc(service, stream);
      if (stream.request?.path === '/version') return serveVersion(server, stream);
      if (isLeaseRequest(stream)) return serveLeaseRequest(server, stream);
      if (isMembersRequest(stream)) return serveMembers(membership, stream);
      if (isPromoteRequest(stream)) return servePromoteRequest(server, stream);
      return transport.serve(stream);
    }),
  );
  logServing(log);
  log.info('embed/etcd.go:292', 'now serving peer/client/metrics', {
    'local-member-id': membership.localId,
    'initial-advertise-peer-urls': config.initialAdvertisePeerUrls,
    'listen-peer-urls': config.listenPeerUrls,
    'advertise-client-urls': config.advertiseClientUrls,
    'listen-client-urls': config.listenClientUrls,
    'listen-metrics-urls': config.listenMetricsUrls,
  });
  for (const url of config.listenMetricsUrls) {
    log.info('embed/etcd.go:908', 'serving metrics', { address: url });
  }
  for (const url of config.listenPeerUrls) {
    const fields = { address: hostPort(url) };
    log.info('embed/etcd.go:633', 'serving peer traffic', fields);
    log.info('embed/etcd.go:603', 'cmux::serve', fields);
  }
  return servers;
}

/** Serves clients, once this member is part of a cluster that agrees. */
export function serveClients(server: EtcdServer, ports: Ports, log: EtcdLog): HttpServer[] {
  const service = makeService(server);
  log.info('embed/serve.go:125', 'ready to serve client requests');
  const servers = [...ports.clients.values()].map((listener) =>
    serveHttp(server.process, listener, (stream) =>
      isGrpc(stream) ? serveGrpc(service, stream) : serveHealth(server, stream),
    ),
  );
  const message = 'serving client traffic insecurely; this is strongly discouraged!';
  for (const url of server.config.listenClientUrls) {
    const fields = { traffic: 'grpc+http', address: hostPort(url) };
    logServing(log);
    log.info('embed/serve.go:211', message, fields);
  }
  return servers;
}

/**
 * Serves onlookers from the start: a member without a quorum says so, and is not silent. This port
 * knows HTTP/1.1 alone: a client of gRPC gets no connection here.
 */
export function serveMetrics(server: EtcdServer, ports: Ports): HttpServer[] {
  return [...ports.metrics.values()].map((listener) =>
    serveHttp(server.process, listener, (stream) =>
      isGrpc(stream) ? refuseGrpc(stream) : serveHealth(server, stream),
    ),
  );
}

function* refuseGrpc({ link }: HttpStream): Task<void> {
  link.refuse();
}

export function hostPort(url: string): string {
  const { host, port } = parseUrl(url)!;
  return `${host}:${port}`;
}

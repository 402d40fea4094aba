import type { Task } from '../kernel/index.ts';
import { respond, type HttpStream } from '../client/http.ts';
import { RpcError } from '../client/grpc.ts';
import { range } from './kv-server.ts';
import { CLUSTER_VERSION, ETCD_VERSION, type EtcdServer } from './server.ts';
import { formatMetrics } from './metrics.ts';

const TEXT = { 'Content-Type': 'text/plain; charset=utf-8' };
const NOSNIFF = { ...TEXT, 'X-Content-Type-Options': 'nosniff' };
/** Source: etcd server/embed/serve.go `addCORSHeader`. */
const CORS = {
  'Access-Control-Allow-Headers': 'accept, content-type, authorization',
  'Access-Control-Allow-Methods': 'POST, GET, OPTIONS, PUT, DELETE',
  'Access-Control-Allow-Origin': '*',
};

/**
 * Plain HTTP on the clients' port: what load balancers, kubelets and people with curl look at.
 *
 * Source: etcd server/etcdserver/api/etcdhttp: health.go, version.go, metrics.go
 */
export function* serveHealth(server: EtcdServer, stream: HttpStream): Task<void> {
  const { path, method } = stream.request!;
  const [route, query = ''] = path.split('?');
  const isKnown = ['/health', '/livez', '/readyz', '/version', '/metrics'].includes(route!);
  if (!isKnown) {
    respond(stream, 404, { ...CORS, ...NOSNIFF }, '404 page not found\n');
  } else if (method !== 'GET') {
    respond(stream, 405, { Allow: 'GET', ...CORS, ...NOSNIFF }, 'Method Not Allowed\n');
  } else if (route === '/health') yield* health(server, stream, query);
  else if (route === '/version') {
    const cluster = server.membership.version ?? 'not_decided';
    const version = cluster === CLUSTER_VERSION ? `${cluster}.0` : cluster;
    const body = JSON.stringify({ etcdserver: ETCD_VERSION, etcdcluster: version });
    respond(stream, 200, { ...CORS, 'Content-Type': 'application/json' }, body);
  } else if (route === '/metrics') {
    const type = { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' };
    respond(stream, 200, { ...CORS, ...type }, formatMetrics(server));
  } else yield* checks(server, stream, route === '/readyz', query.split('&').includes('verbose'));
}

function* health(server: EtcdServer, stream: HttpStream, query: string): Task<void> {
  const isSerializable = query.split('&').includes('serializable=true');
  let reason = '';
  if (!isSerializable && !server.hasLeader) {
    reason = 'RAFT NO LEADER';
    server.log.warn('etcdhttp/health.go:233', 'serving /health false; no leader');
  } else {
    const error = yield* read(server, isSerializable);
    if (error) reason = `RANGE ERROR:${error}`;
  }
  const body = JSON.stringify({ health: reason === '' ? 'true' : 'false', reason });
  if (reason === '') respond(stream, 200, { ...CORS, ...TEXT }, body);
  else respond(stream, 503, { ...CORS, ...NOSNIFF }, `${body}\n`);
}

function* checks(
  server: EtcdServer,
  stream: HttpStream,
  isReadyz: boolean,
  isVerbose: boolean,
): Task<void> {
  const results: [string, string | undefined][] = [
    ['serializable_read', yield* read(server, true)],
  ];
  if (isReadyz) {
    results.push(['linearizable_read', yield* read(server, false)]);
    results.push(['non_learner', undefined]);
    results.push(['data_corruption', undefined]);
  }
  let text = '';
  for (const [name, error] of results) {
    text += error ? `[-]${name} failed: ${error}\n` : `[+]${name} ok\n`;
  }
  const isFine = results.every(([, error]) => error === undefined);
  if (isFine) respond(stream, 200, { ...CORS, ...NOSNIFF }, `${isVerbose ? text : ''}ok\n`);
  else respond(stream, 503, { ...CORS, ...NOSNIFF }, `${text}\n`);
}

/** Reads one key. Errors: the sentence of what went wrong. */
function* read(server: EtcdServer, serializable: boolean): Task<string | undefined> {
  const request = { key: '\0', keys_only: true, limit: 1, serializable };
  const result = yield* range(server, request);
  return result instanceof RpcError ? result.message : undefined;
}

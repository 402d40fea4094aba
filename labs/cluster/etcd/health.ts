import type { Task } from '../kernel/index.ts';
import { httpDate } from '../client/http-date.ts';
import { respond, type Headers, type HttpStream } from '../client/http.ts';
import { RpcError } from '../client/grpc.ts';
import { range } from './kv-server.ts';
import { formatAlarm } from './alarm.ts';
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
    answer(stream, 404, { ...NOSNIFF }, '404 page not found\n');
  } else if (method !== 'GET') {
    answer(stream, 405, { Allow: 'GET', ...NOSNIFF }, 'Method Not Allowed\n');
  } else if (route === '/health') yield* health(server, stream, query);
  else if (route === '/version') {
    const cluster = server.membership.version ?? 'not_decided';
    const version = cluster === CLUSTER_VERSION ? `${cluster}.0` : cluster;
    const body = JSON.stringify({ etcdserver: ETCD_VERSION, etcdcluster: version });
    answer(stream, 200, { 'Content-Type': 'application/json' }, body);
  } else if (route === '/metrics') {
    const type = { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' };
    answer(stream, 200, { ...type }, formatMetrics(server));
  } else yield* checks(server, stream, route === '/readyz', query.split('&').includes('verbose'));
}

function* health(server: EtcdServer, stream: HttpStream, query: string): Task<void> {
  const isSerializable = query.split('&').includes('serializable=true');
  const excluded = [...query.matchAll(/(?:^|&)exclude=([^&]+)/g)].map(([, name]) => name);
  const raised = server.alarms.list.find(({ alarm }) => !excluded.includes(alarm));
  let reason = '';
  if (raised) {
    reason = `ALARM ${raised.alarm}`;
    const message = 'serving /health false due to an alarm';
    server.log.warn('etcdhttp/health.go:220', message, { alarm: formatAlarm(raised) });
  } else if (!isSerializable && !server.hasLeader) {
    reason = 'RAFT NO LEADER';
    server.log.warn('etcdhttp/health.go:233', 'serving /health false; no leader');
  } else {
    const error = yield* read(server, isSerializable);
    if (error) reason = `RANGE ERROR:${error}`;
  }
  const body = JSON.stringify({ health: reason === '' ? 'true' : 'false', reason });
  if (reason === '') answer(stream, 200, {}, body);
  else answer(stream, 503, { ...NOSNIFF }, `${body}\n`);
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
  if (isFine) answer(stream, 200, { ...NOSNIFF }, `${isVerbose ? text : ''}ok\n`);
  else answer(stream, 503, { ...NOSNIFF }, `${text}\n`);
}

/** Reads one key. Errors: the sentence of what went wrong. */
function* read(server: EtcdServer, serializable: boolean): Task<string | undefined> {
  const request = { key: '\0', keys_only: true, limit: 1, serializable };
  const result = yield* range(server, request, server.auth.root);
  return result instanceof RpcError ? result.message : undefined;
}

/** As Go's net/http does: it adds the date, the length, and the type where none was said. */
function answer(stream: HttpStream, status: number, headers: Headers, body: string): void {
  const { nowUs } = stream.link.connection.process;
  const added = { Date: httpDate(nowUs), 'Content-Length': String(body.length) };
  const type = 'Content-Type' in headers ? {} : TEXT;
  respond(stream, status, { ...CORS, ...headers, ...added, ...type }, body);
}

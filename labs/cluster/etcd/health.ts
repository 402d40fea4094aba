import type { Task } from '../kernel/index.ts';
import { RpcError } from '../client/grpc.ts';
import { httpDate } from '../client/http-date.ts';
import { respond, type Headers, type HttpStream } from '../client/http.ts';
import { formatAlarm } from './alarm.ts';
import { range } from './kv-server.ts';
import { formatMetrics } from './metrics.ts';
import { CLUSTER_VERSION, ETCD_VERSION, type EtcdServer } from './server.ts';

const TEXT = { 'Content-Type': 'text/plain; charset=utf-8' };
const NOSNIFF = { ...TEXT, 'X-Content-Type-Options': 'nosniff' };
/** Source: etcd server/embed/serve.go `addCORSHeader`. */
const CORS = {
  'Access-Control-Allow-Headers': 'accept, content-type, authorization',
  'Access-Control-Allow-Methods': 'POST, GET, OPTIONS, PUT, DELETE',
  'Access-Control-Allow-Origin': '*',
};

/** Where etcd is when a check has failed. */
const HTTP = 'etcdserver/api/etcdhttp';
const STACK = [
  `${HTTP}.(*CheckRegistry).installRootHttpEndpoint.newHealthHandler.func2 ${HTTP}/health.go:370`,
  'net/http.HandlerFunc.ServeHTTP net/http/server.go:2286',
  'net/http.(*ServeMux).ServeHTTP net/http/server.go:2828',
  'net/http.(*ServeMux).ServeHTTP net/http/server.go:2828',
  'embed.(*accessController).ServeHTTP embed/serve.go:474',
  'net/http.serverHandler.ServeHTTP net/http/server.go:3311',
  'net/http.(*conn).serve net/http/server.go:2073',
];

/** Errors: the sentence of what is wrong. */
type Check = (server: EtcdServer) => Task<string | undefined>;

/** What a member looks at before it says that it lives, and that it is ready. */
const checks: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  '/livez': { serializable_read: (server) => read(server, true) },
  '/readyz': {
    serializable_read: (server) => read(server, true),
    linearizable_read: (server) => read(server, false),
    non_learner: checkVoter,
    data_corruption: checkCorruption,
  },
};

/**
 * Plain HTTP on the clients' port: what load balancers, kubelets and people with curl look at.
 *
 * Source: etcd server/etcdserver/api/etcdhttp: health.go, version.go, metrics.go
 */
export function* serveHealth(server: EtcdServer, stream: HttpStream): Task<void> {
  const { path, method } = stream.request!;
  const [route = '', text = ''] = path.split('?');
  const query = text.split('&');
  const [, top = '', name] = /^(\/\w+)(?:\/(\w+))?$/.exec(route) ?? [];
  const found = checks[top];
  const isCheck = found !== undefined && (name === undefined || name in found);
  if (!isCheck && !['/health', '/version', '/metrics'].includes(route)) {
    answer(stream, 404, NOSNIFF, '404 page not found\n');
  } else if (method !== 'GET') {
    answer(stream, 405, { Allow: 'GET', ...NOSNIFF }, 'Method Not Allowed\n');
  } else if (isCheck) {
    const excluded = name === undefined ? valuesOf(query, 'exclude') : [];
    const names = name === undefined ? Object.keys(found) : [name];
    const wanted = names.filter((other) => !excluded.includes(other));
    yield* runChecks(
      server,
      stream,
      route,
      wanted.map((other) => [other, found[other]!]),
    );
  } else if (route === '/health') yield* health(server, stream, query);
  else if (route === '/version') yield* serveVersion(server, stream);
  else {
    const type = { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' };
    answer(stream, 200, type, formatMetrics(server));
  }
}

const JSON_TYPE = { 'Content-Type': 'application/json' };

/** Which etcd this is, for clients and peers. Source: api/etcdhttp/version.go */
export function* serveVersion({ membership }: EtcdServer, stream: HttpStream): Task<void> {
  const cluster = membership.version ?? 'not_decided';
  const etcdcluster = cluster === CLUSTER_VERSION ? `${cluster}.0` : cluster;
  answer(stream, 200, JSON_TYPE, JSON.stringify({ etcdserver: ETCD_VERSION, etcdcluster }));
}

/** The older check: one word, and why not. */
function* health(server: EtcdServer, stream: HttpStream, query: readonly string[]): Task<void> {
  const { log } = server;
  const reason = yield* findTrouble(server, query);
  const body = JSON.stringify({
    health: reason === undefined ? 'true' : 'false',
    reason: reason ?? '',
  });
  if (reason === undefined) {
    server.counters.healthSuccesses++;
    answer(stream, 200, {}, body);
    return;
  }
  server.counters.healthFailures++;
  answer(stream, 503, NOSNIFF, `${body}\n`);
  const fields = { output: body, 'status-code': 503 };
  log.warn('etcdhttp/health.go:120', '/health error', fields);
}

function* findTrouble(server: EtcdServer, query: readonly string[]): Task<string | undefined> {
  const { alarms, hasLeader, log } = server;
  const isSerializable = query.includes('serializable=true');
  const excluded = valuesOf(query, 'exclude');
  const raised = alarms.list.find(({ alarm }) => !excluded.includes(alarm));
  if (raised) {
    const fields = { alarm: formatAlarm(raised) };
    log.warn('etcdhttp/health.go:220', 'serving /health false due to an alarm', fields);
    return `ALARM ${raised.alarm}`;
  }
  if (!isSerializable && !hasLeader) {
    log.warn('etcdhttp/health.go:233', 'serving /health false; no leader');
    return 'RAFT NO LEADER';
  }
  const error = yield* read(server, isSerializable);
  if (error === undefined) return undefined;
  log.warn('etcdhttp/health.go:263', 'serving /health false; Range fails', { error });
  return `RANGE ERROR:${error}`;
}

function* runChecks(
  server: EtcdServer,
  stream: HttpStream,
  path: string,
  wanted: readonly (readonly [name: string, check: Check])[],
): Task<void> {
  const isVerbose = /[?&]verbose\b/.test(stream.request!.path);
  let reason = '';
  let isFine = true;
  for (const [name, check] of wanted) {
    const error = yield* check(server);
    isFine &&= error === undefined;
    reason += error === undefined ? `[+]${name} ok\n` : `[-]${name} failed: ${error}\n`;
  }
  if (isFine) {
    answer(stream, 200, NOSNIFF, `${isVerbose ? reason : ''}ok\n`);
    return;
  }
  answer(stream, 503, NOSNIFF, `${reason}\n`);
  const fields = { path, reason, 'status-code': 503 };
  server.log.error('etcdhttp/health.go:370', 'Health check error', fields, STACK);
}

/** Reads one key. */
function* read(server: EtcdServer, serializable: boolean): Task<string | undefined> {
  const request = { key: '\0', keys_only: true, limit: 1, serializable };
  const result = yield* range(server, request, server.auth.root);
  return result instanceof RpcError ? result.message : undefined;
}

function* checkVoter({ membership }: EtcdServer): Task<string | undefined> {
  const isLearner = membership.get(membership.localId)?.isLearner;
  return isLearner ? 'not supported for learner' : undefined;
}

function* checkCorruption({ alarms }: EtcdServer): Task<string | undefined> {
  return alarms.has('CORRUPT') ? 'alarm activated: CORRUPT' : undefined;
}

function valuesOf(query: readonly string[], name: string): readonly string[] {
  const prefix = `${name}=`;
  return query.filter((pair) => pair.startsWith(prefix)).map((pair) => pair.slice(prefix.length));
}

/** As Go's net/http does: it adds the date, the length, and the type where none was said. */
function answer(stream: HttpStream, status: number, headers: Headers, body: string): void {
  const { nowUs } = stream.link.connection.process;
  const added = { Date: httpDate(nowUs), 'Content-Length': String(body.length) };
  const type = 'Content-Type' in headers ? {} : TEXT;
  respond(stream, status, { ...CORS, ...headers, ...added, ...type }, body);
}

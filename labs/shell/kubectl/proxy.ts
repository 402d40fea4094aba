import { isStreamEnd, respond, serveHttp, type HttpStream } from '../../cluster/client/http.ts';
import { formatKlogLine } from '../../cluster/client/klog.ts';
import { RestClient, RestError } from '../../cluster/client/rest.ts';
import { Listener, never, type Process, type Task } from '../../cluster/kernel/index.ts';
import { Failure } from './failure.ts';
import { make, type Flag } from './flags.ts';
import type { Session } from './session.ts';

/** What the lab's proxy has not. */
const absent = ['accept-paths', 'reject-paths', 'accept-hosts', 'reject-methods', 'unix-socket'];

export const proxyFlags: readonly Flag[] = [
  make.count('port', '8001', 'p'),
  make.text('address', '127.0.0.1'),
  make.text('api-prefix', '/'),
  make.choice('disable-filter'),
  make.span('keepalive', '0s'),
  make.text('www', '', 'w'),
  make.text('www-prefix', '/static/', 'P'),
  ...absent.map((name) => make.text(name)),
];

/**
 * Serves the API on plain HTTP, as whoever the kubeconfig says one is.
 *
 * Source:  kubectl pkg/cmd/proxy/proxy.go, pkg/proxy/proxy_server.go
 * Differs: listens on every address of its machine; the filter still asks for the host
 */
export function* proxy(session: Session): Task<number | Failure> {
  const { process } = session;
  const missing = [...absent, 'www'].find((name) => session.isGiven(name));
  if (missing) return new Failure(`kubectl proxy --${missing} is not part of this lab`);
  const config = session.restConfig();
  if (config instanceof Failure) return config;
  const isFiltering = !session.isOn('disable-filter');
  if (!isFiltering) yield* warnOfFilter(process);
  const port = Number(session.text('port')) || process.host.takePort();
  const where = `${session.text('address')}:${port}`;
  const listener = Listener.open(process, port);
  if (listener === 'EADDRINUSE') {
    return new Failure(`listen tcp ${where}: bind: address already in use`);
  }
  const client = new RestClient(process, config);
  const prefix = session.text('api-prefix').replace(/\/?$/, '/');
  serveHttp(process, listener, (stream) => answer(client, stream, prefix, isFiltering));
  yield* process.print(`Starting to serve on ${where}\n`);
  yield never;
  return 0;
}

function* warnOfFilter(process: Process): Task<void> {
  const text =
    'Request filter disabled, your proxy is vulnerable to XSRF attacks, please be cautious';
  yield* process.warn(formatKlogLine(process, 'W', 'proxy.go:177', text));
}

/** Source: `DefaultHostAcceptRE`, `DefaultPathRejectRE`. */
const acceptedHosts = /^(localhost|127\.0\.0\.1|\[::1\])$/;
const rejectedPaths = /^\/api\/.*\/pods\/.*\/(exec|attach)/;

function* answer(
  client: RestClient,
  stream: HttpStream,
  prefix: string,
  isFiltering: boolean,
): Task<void> {
  const { headers, path } = stream.request!;
  if (!path.startsWith(prefix)) {
    respondText(stream, 404, '404 page not found');
    return;
  }
  // Source: `stripLeaveSlash`: a prefix below /api is part of the API's own paths.
  const inside = prefix.startsWith('/api') ? path : `/${path.slice(prefix.length)}`;
  const host = (headers['host'] ?? '').replace(/:\d+$/, '');
  if (isFiltering && (!acceptedHosts.test(host) || rejectedPaths.test(inside))) {
    respondText(stream, 403, 'Forbidden');
    return;
  }
  yield* forward(client, stream, inside);
}

/** What belongs to one connection and is not passed on. Source: Go net/http/httputil */
const HOP_BY_HOP = /^(connection|content-length|host|keep-alive|te|transfer-encoding|upgrade)$/;

function* forward(client: RestClient, stream: HttpStream, path: string): Task<void> {
  const { headers, method } = stream.request!;
  const passed = Object.entries(headers).filter(([name]) => !HOP_BY_HOP.test(name));
  const body = yield* readBody(stream);
  if (body === undefined) return;
  const options = { headers: Object.fromEntries(passed), ...(body !== '' && { body }) };
  const upstream = yield* client.open(method, path, options);
  if (upstream instanceof RestError) {
    const { process } = client;
    const text = `Error while proxying request: ${upstream.reason}`;
    yield* process.warn(formatKlogLine(process, 'E', 'proxy_server.go:147', text));
    respondText(stream, 500, upstream.reason);
    return;
  }
  try {
    yield* pass(upstream, stream);
  } finally {
    upstream.cancel();
  }
}

/** Errors: undefined where the client went before it had said all. */
function* readBody(stream: HttpStream): Task<string | undefined> {
  let body = '';
  for (;;) {
    const frame = yield* stream.receive();
    if (isStreamEnd(frame)) return undefined;
    if (typeof frame.data === 'string') body += frame.data;
    if (frame.isEnd) return body;
  }
}

/** Passes an answer on as it comes: a watch never ends. */
function* pass(from: HttpStream, to: HttpStream): Task<void> {
  for (;;) {
    const frame = yield* from.receive();
    if (isStreamEnd(frame)) {
      to.cancel();
      return;
    }
    to.send(frame.response ? `http/${frame.response.status}` : 'http/DATA', frame);
    if (frame.isEnd) return;
  }
}

/** Source: Go net/http `Error`. */
function respondText(stream: HttpStream, status: number, text: string): void {
  const headers = {
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
  };
  respond(stream, status, headers, `${text}\n`);
}

/**
 * HTTP between programs of the lab: requests and answers over the kernel's connections.
 *
 * In Kubernetes nearly everybody talks HTTP/2: kubectl and the kubelets to the API server, the API
 * server to etcd (gRPC lies on top, see grpc.ts). What matters of HTTP/2 is kept here. One
 * connection carries many requests at once, each a *stream* of its own; either side may go on
 * sending pieces of a body (that is what a watch is); either side may give up one stream and leave
 * the others alone; and a connection that has gone silent is found out by pings.
 *
 *     program ── HttpStream ──┐                            ┌── HttpStream ── handler
 *     program ── HttpStream ──┴── HttpLink ═══ wire ═══ HttpLink ──┴── HttpStream ── handler
 *
 * A frame is one kernel message, so the trace and the picture show whole requests: `http/GET
 * /health` and `http/200`. A piece of a body is any immutable value; plain HTTP uses text.
 *
 * What it leaves out: header compression, flow-control windows (a reader that falls too far behind
 * loses its stream instead), priorities, HTTP/1 framing, TLS.
 */
import type { DialError, Process, Task } from '../kernel/index.ts';
import { HttpLink, type LinkOptions } from './http-link.ts';
import { isStreamEnd, type HttpStream } from './http-stream.ts';

export { HttpLink, type LinkOptions } from './http-link.ts';
export { serveHttp, type Handshake, type HttpHandler, type HttpServer } from './http-server.ts';
export { HttpStream, isStreamEnd, type Frame, type StreamEnd } from './http-stream.ts';

export type Headers = Readonly<Record<string, string>>;

export interface RequestHead {
  readonly method: string;
  /** With the query: `/health?serializable=true`. */
  readonly path: string;
  readonly headers: Headers;
}

export interface ResponseHead {
  readonly status: number;
  readonly headers: Headers;
}

/** A whole answer of plain HTTP. */
export interface HttpResponse extends ResponseHead {
  readonly body: string;
}

/** Opens a connection that carries requests. Errors: why it could not be opened. */
export function* dialHttp(
  process: Process,
  address: string,
  port: number,
  options: LinkOptions & { readonly timeoutUs?: number } = {},
): Task<HttpLink | DialError> {
  const { timeoutUs } = options;
  const connection = yield* process.host.kernel.network.dial(process, address, port, timeoutUs);
  return typeof connection === 'string' ? connection : new HttpLink(connection, options);
}

/**
 * Sends one request and waits for the whole answer.
 *
 * Errors:  undefined where the connection or the stream ended before the answer did
 */
export function* requestHttp(
  link: HttpLink,
  head: RequestHead,
  body?: string,
): Task<HttpResponse | undefined> {
  const stream = link.open(`http/${head.method} ${head.path}`, {
    request: head,
    isEnd: true,
    ...(body !== undefined && { data: body }),
  });
  let answer: ResponseHead | undefined;
  let text = '';
  for (;;) {
    const frame = yield* stream.receive();
    if (isStreamEnd(frame)) return undefined;
    answer ??= frame.response;
    if (typeof frame.data === 'string') text += frame.data;
    if (frame.isEnd) return answer && { ...answer, body: text };
  }
}

/** Answers a request with a whole body. */
export function respond(
  stream: HttpStream,
  status: number,
  headers: Headers,
  body: string,
): boolean {
  return stream.send(`http/${status}`, { response: { status, headers }, data: body, isEnd: true });
}

/**
 * The REST client: how kubectl, the kubelets and the controllers speak with an API server.
 *
 * A client keeps one connection and sends all its requests over it, each a stream; a watch is a
 * request whose answer goes on. What fails on the way is told in Go's words, because those are what
 * stands in logs and on terminals. A read whose connection broke is tried again, once a second, ten
 * times at most, and so is whatever the server asked to be repeated (429 with Retry-After); a write
 * is never sent twice by itself.
 *
 * `rest-resource.ts` has get, list, create … for one kind, `rest-watch.ts` reads a watch's lines.
 *
 * Left out: rate limits of the client's own (they are off in most of today's components), HTTP/1,
 * proxies, protobuf.
 *
 * Source: client-go rest/request.go, rest/with_retry.go, transport/cache.go; Go net/http
 */
import type { Certificate } from '../api/index.ts';
import {
  after,
  Condition,
  never,
  SECOND,
  select,
  sleep,
  type Process,
  type Task,
  type Wait,
} from '../kernel/index.ts';
import { machineOf } from '../machine/machine.ts';
import { HttpLink, isStreamEnd, type Headers, type HttpResponse, type HttpStream } from './http.ts';
import { describeStreamEnd, RestError } from './rest-error.ts';
import { dialTls, HANDSHAKE_TIMEOUT_US } from './tls.ts';

export { RestError } from './rest-error.ts';

export interface RestConfig {
  /** `https://host:port` */
  readonly server: string;
  readonly userAgent: string;
  readonly authorities: readonly Certificate[];
  readonly isInsecure: boolean;
  /** The client's own. */
  readonly certificate?: Certificate;
  readonly token?: string;
  /** The name to look for in the server's certificate; the host's own where left out. */
  readonly serverName?: string;
  /** `--as`, `--as-group` */
  readonly impersonate?: { readonly user: string; readonly groups: readonly string[] };
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface RestOptions {
  readonly query?: Readonly<Record<string, string>>;
  /** Text as it is, or a value to be sent as JSON. */
  readonly body?: string | object;
  readonly contentType?: string;
  readonly accept?: string;
  /** More of them, or others in their place. */
  readonly headers?: Headers;
  /** Patience for the whole answer, retries included. Units: microseconds. */
  readonly timeoutUs?: number | undefined;
}

/** Source: client-go rest/request.go `maxRetries`. */
const RETRIES_MAX = 10;
/** Source: apimachinery net/http.go `readIdleTimeoutSeconds`, `pingTimeoutSeconds`. */
const KEEPALIVE = { timeUs: 30 * SECOND, timeoutUs: 15 * SECOND };

export class RestClient {
  readonly process: Process;
  readonly config: RestConfig;
  #link: HttpLink | undefined;
  #dialing: Condition | undefined;

  constructor(process: Process, config: RestConfig) {
    this.process = process;
    this.config = config;
  }

  /**
   * Sends one request and waits for the whole answer, whatever its status.
   *
   * Errors: a RestError where there was no answer
   */
  *request(
    method: Method,
    path: string,
    options: RestOptions = {},
  ): Task<HttpResponse | RestError> {
    const { timeoutUs } = options;
    const deadlineUs = timeoutUs === undefined ? undefined : this.process.nowUs + timeoutUs;
    for (let attempt = 0; ; attempt++) {
      const result = yield* this.#attempt(method, path, options, deadlineUs);
      const pauseUs = attempt < RETRIES_MAX ? pauseBefore(method, result) : undefined;
      if (pauseUs === undefined) return result;
      if (deadlineUs !== undefined && this.process.nowUs + pauseUs >= deadlineUs) return result;
      yield* sleep(pauseUs);
    }
  }

  /** Opens a request whose answer goes on, and waits for its head. The stream is the caller's. */
  *open(
    method: string,
    path: string,
    options: RestOptions,
    deadline: Wait<void> = never,
  ): Task<HttpStream | RestError> {
    const url = this.config.server + pathWithQuery(path, options.query);
    const link = yield* this.#connect(deadline);
    if (!(link instanceof HttpLink)) return new RestError(method, url, link.cause, link.error);
    const { body, contentType = 'application/json' } = options;
    const data = typeof body === 'object' ? JSON.stringify(body) : body;
    const headers = {
      ...this.#identity(),
      accept: options.accept ?? 'application/json',
      ...(data !== undefined && { 'content-type': contentType }),
      ...options.headers,
    };
    const head = { method, path: pathWithQuery(path, options.query), headers };
    const frame = { request: head, isEnd: true, ...(data !== undefined && { data }) };
    const stream = link.open(`http/${method} ${path}`, frame);
    const first = yield* select({ readable: stream.readable, deadline });
    if (first.which === 'readable') return stream;
    stream.cancel();
    return new RestError(method, url, 'deadline', TIMED_OUT);
  }

  close(): void {
    this.#link?.close();
  }

  *#attempt(
    method: Method,
    path: string,
    options: RestOptions,
    deadlineUs: number | undefined,
  ): Task<HttpResponse | RestError> {
    const deadline = deadlineUs === undefined ? never : after(deadlineUs - this.process.nowUs);
    const stream = yield* this.open(method, path, options, deadline);
    if (stream instanceof RestError) return stream;
    let text = '';
    let head: HttpResponse | undefined;
    const url = this.config.server + pathWithQuery(path, options.query);
    for (;;) {
      const left = deadlineUs === undefined ? never : after(deadlineUs - this.process.nowUs);
      const first = yield* select({ readable: stream.readable, left });
      if (first.which === 'left') {
        stream.cancel();
        return new RestError(method, url, 'deadline', TIMED_OUT);
      }
      const frame = stream.poll() ?? (yield* stream.receive());
      if (isStreamEnd(frame)) {
        const { cause, text: why } = describeStreamEnd(frame, stream);
        return new RestError(method, url, cause, why);
      }
      if (frame.response) head = { ...frame.response, body: '' };
      if (typeof frame.data === 'string') text += frame.data;
      if (frame.isEnd && head) return { ...head, body: text };
    }
  }

  #identity(): Headers {
    const { userAgent, token, impersonate } = this.config;
    return {
      'user-agent': userAgent,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(impersonate && { 'impersonate-user': impersonate.user }),
      ...(impersonate?.groups.length && { 'impersonate-group': impersonate.groups.join(',') }),
    };
  }

  /** The one connection; dialled where there is none that can be used. */
  *#connect(deadline: Wait<void>): Task<HttpLink | { cause: RestError['cause']; error: string }> {
    while (this.#dialing) {
      const first = yield* select({ dialled: this.#dialing.changed, deadline });
      if (first.which === 'deadline') return { cause: 'deadline', error: TIMED_OUT };
    }
    if (this.#link?.isUsable) return this.#link;
    const dialing = new Condition();
    this.#dialing = dialing;
    let result: HttpLink | { cause: RestError['cause']; error: string } | undefined;
    const dial = this.process.go(this.#dial((dialled) => (result = dialled)));
    const first = yield* select({ done: dial.done, deadline });
    this.#dialing = undefined;
    dialing.notify();
    if (first.which === 'deadline') dial.cancel();
    result ??= { cause: 'deadline', error: TIMED_OUT };
    if (result instanceof HttpLink) this.#link = result;
    return result;
  }

  *#dial(
    done: (result: HttpLink | { cause: RestError['cause']; error: string }) => void,
  ): Task<void> {
    const { host, port } = splitServer(this.config.server);
    const address = machineOf(this.process).resolveName(host);
    if (address === undefined) {
      done({ cause: 'no such host', error: `dial tcp: lookup ${host}: no such host` });
      return;
    }
    const dialled = yield* dialTls(this.process, address, port, {
      serverName: this.config.serverName ?? host,
      authorities: this.config.authorities,
      isInsecure: this.config.isInsecure,
      certificate: this.config.certificate,
      handshakeTimeoutUs: HANDSHAKE_TIMEOUT_US,
    });
    if ('error' in dialled) done(dialled);
    else done(new HttpLink(dialled.connection, { keepalive: KEEPALIVE }));
  }
}

const TIMED_OUT = 'net/http: request canceled (Client.Timeout exceeded while awaiting headers)';

/** Shape: `splitServer('https://lb:6443')` → `{ host: 'lb', port: 6443 }` */
export function splitServer(server: string): { readonly host: string; readonly port: number } {
  const match = /^(?:https?:\/\/)?([^:/]+)(?::(\d+))?/.exec(server);
  return { host: match?.[1] ?? '', port: Number(match?.[2] ?? 443) };
}

export function pathWithQuery(path: string, query: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(query)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${encodeURIComponent(value).replace(/%20/g, '+')}`);
  if (pairs.length === 0) return path;
  return `${path}${path.includes('?') ? '&' : '?'}${pairs.join('&')}`;
}

/** How long to wait before trying again; undefined where that would not be right. */
function pauseBefore(method: Method, result: HttpResponse | RestError): number | undefined {
  if (result instanceof RestError) {
    return method === 'GET' && result.isRepeatable ? SECOND : undefined;
  }
  const { status, headers } = result;
  const seconds = headers['retry-after'];
  if (seconds === undefined || (status !== 429 && status < 500)) return undefined;
  return Number(seconds) * SECOND;
}

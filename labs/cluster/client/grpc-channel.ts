import {
  after,
  Condition,
  never,
  select,
  sleep,
  wait,
  type DialError,
  type Process,
  type Task,
} from '../kernel/index.ts';
import { machineOf } from '../machine/machine.ts';
import { ClientStream, finishUnary, NO_HTTP2, NO_PREFACE } from './grpc-call.ts';
import { traceNames } from './trace-names.ts';
import { RpcError } from './grpc-status.ts';
import { HttpLink, type LinkOptions } from './http-link.ts';
import type { HttpStream } from './http-stream.ts';
import type { Headers } from './http.ts';

/** The connection that a call went out on, for `Peer{Addr: …}` in log lines. */
export interface Picked {
  remote: string | undefined;
  local: string | undefined;
}

export interface ChannelOptions extends LinkOptions {
  /** Where the calls go: `host:port` each, or `https://host:port` where that one is to use TLS. */
  readonly targets: readonly string[];
}

/** Source: grpc-go backoff.DefaultConfig. Units: microseconds; factors in tenths. */
const BACKOFF_BASE_US = 1_000_000;
const BACKOFF_FACTOR_TENTHS = 16;
const BACKOFF_MAX_US = 120_000_000;
const BACKOFF_JITTER_TENTHS = 2;
/** Source: grpc-go `minConnectTimeout`. */
const CONNECT_TIMEOUT_US = 20_000_000;
const SECURE = 'https://';
const DIALING = 'transport: Error while dialing: dial tcp';
/** A gRPC server of the lab takes a greeting in TLS for garbage, and closes. */
const NO_TLS = 'transport: authentication handshake failed: EOF';

/**
 * A client's standing connections to several servers that can serve it alike.
 *
 * Every target is connected to at once and kept connected: one that fails is tried again after 1 s,
 * 1.6 s, 2.6 s … up to two minutes. Calls go round-robin over the connections that are ready, and
 * where there is none, wait for one until their deadline.
 *
 * Source:  grpc-go's "round_robin" with WaitForReady, as clientv3 sets it
 * Differs: only a server that fell silent has to say hello before it counts as ready again; that
 *          one speaks HTTP/1.1 alone shows at the first call, which then waits as if never sent
 */
export class Channel {
  readonly #process: Process;
  readonly #options: ChannelOptions;
  readonly #changed = new Condition();
  #ready: HttpLink[] = [];
  #next = 0;
  #lastError: string | undefined;
  #isClosed = false;

  constructor(process: Process, options: ChannelOptions) {
    this.#process = process;
    this.#options = options;
    for (const target of options.targets) process.go(this.#keepConnected(target));
  }

  /** Calls a method with one reply. Errors: an RpcError in the reply's place. */
  *unary(
    method: string,
    request: unknown,
    options: { readonly deadlineUs?: number; readonly headers?: Headers; readonly picked?: Picked },
  ): Task<unknown> {
    const { deadlineUs, headers, picked } = options;
    for (;;) {
      const link = yield* this.#pick(deadlineUs);
      if (link instanceof RpcError) return link;
      const stream = openCall(link, method, request, headers, true);
      const reply = yield* finishUnary(stream, deadlineUs);
      if (isHttp1(link)) continue;
      if (picked) Object.assign(picked, link.connection.ends);
      return reply;
    }
  }

  /** Calls a method with many replies. Errors: an RpcError where no connection could be had. */
  *stream(
    method: string,
    request: unknown,
    options: { readonly deadlineUs?: number; readonly headers?: Headers } = {},
  ): Task<ClientStream | RpcError> {
    const link = yield* this.#pick(options.deadlineUs);
    if (link instanceof RpcError) return link;
    return new ClientStream(openCall(link, method, request, options.headers, false), method);
  }

  /** Waits for the first connection. Errors: false where none came in time. */
  *waitReady(deadlineUs: number): Task<boolean> {
    return !((yield* this.#pick(deadlineUs)) instanceof RpcError);
  }

  close(): void {
    this.#isClosed = true;
    for (const link of this.#ready) link.close();
    this.#changed.notify();
  }

  *#pick(deadlineUs: number | undefined): Task<HttpLink | RpcError> {
    if (deadlineUs !== undefined && deadlineUs <= this.#process.nowUs) {
      return new RpcError('DeadlineExceeded', 'context deadline exceeded');
    }
    for (;;) {
      if (this.#isClosed) {
        return new RpcError('Canceled', 'grpc: the client connection is closing');
      }
      const link = this.#ready[this.#next++ % Math.max(1, this.#ready.length)];
      if (link) return link;
      const { nowUs } = this.#process;
      const timeout = deadlineUs === undefined ? never : after(deadlineUs - nowUs);
      const first = yield* select({ changed: this.#changed.changed, timeout });
      if (first.which === 'changed') continue;
      const why = this.#lastError
        ? `latest balancer error: ${this.#lastError}`
        : 'context deadline exceeded while waiting for connections to become ready';
      return new RpcError('DeadlineExceeded', why);
    }
  }

  *#keepConnected(target: string): Task<void> {
    let isSuspect = false;
    for (let failures = 0; !this.#isClosed;) {
      const startedUs = this.#process.nowUs;
      const link: HttpLink | string = yield* this.#connect(target, isSuspect);
      if (link instanceof HttpLink) {
        this.#setReady([...this.#ready, link]);
        yield* wait(link.unusable);
        isSuspect = link.end?.end === 'keepalive';
        this.#setReady(this.#ready.filter((other) => other !== link));
        if (!isHttp1(link)) {
          failures = 0;
          continue;
        }
      }
      const why = typeof link === 'string' ? link : NO_HTTP2;
      this.#lastError = `connection error: desc = "${why}"`;
      this.#changed.notify();
      const waitUs = this.#backoff(failures++) - (this.#process.nowUs - startedUs);
      yield* sleep(Math.max(0, waitUs));
    }
  }

  /** Errors: why there is no connection, in the words of grpc-go. */
  *#connect(target: string, isSuspect: boolean): Task<HttpLink | string> {
    const isSecure = target.startsWith(SECURE);
    const at = splitTarget(isSecure ? target.slice(SECURE.length) : target);
    if (typeof at === 'string') return `${DIALING}: ${at}`;
    const { host, port } = at;
    const address = machineOf(this.#process).resolveName(host);
    if (address === undefined) {
      return `${DIALING}: lookup ${host}: no such host`;
    }
    const { network } = this.#process.kernel;
    const startedUs = this.#process.nowUs;
    const limitUs = CONNECT_TIMEOUT_US;
    const connection = yield* network.dial(this.#process, address, Number(port), limitUs);
    if (typeof connection === 'string') return dialErrorText(address, port, connection);
    if (isSecure) {
      connection.close();
      return NO_TLS;
    }
    // grpc-go internal/transport/http2_client.go: with keepalive on, TCP is to give up as early.
    const { keepalive } = this.#options;
    if (keepalive) connection.userTimeoutUs = keepalive.timeoutUs;
    const link = new HttpLink(connection, this.#options);
    const leftUs = startedUs + CONNECT_TIMEOUT_US - this.#process.nowUs;
    if (!this.#isClosed && (!isSuspect || (yield* link.greet(leftUs)))) return link;
    link.close();
    return NO_PREFACE;
  }

  #setReady(ready: HttpLink[]): void {
    this.#ready = ready;
    if (ready.length > 0) {
      this.#next = this.#process.random.int(0, ready.length);
      this.#lastError = undefined;
    }
    this.#changed.notify();
  }

  /** Source: grpc-go internal/backoff `Exponential.Backoff`: luck has no part in the first. */
  #backoff(failures: number): number {
    if (failures === 0) return BACKOFF_BASE_US;
    let waitUs = BACKOFF_BASE_US;
    for (let count = 0; count < failures && waitUs < BACKOFF_MAX_US; count++) {
      waitUs = Math.floor((waitUs * BACKOFF_FACTOR_TENTHS) / 10);
    }
    waitUs = Math.min(waitUs, BACKOFF_MAX_US);
    const spreadUs = Math.floor((waitUs * BACKOFF_JITTER_TENTHS) / 10);
    return waitUs + this.#process.random.int(-spreadUs, spreadUs + 1);
  }
}

function isHttp1({ end }: HttpLink): boolean {
  return end?.end === 'HTTP/1.1';
}

function openCall(
  link: HttpLink,
  method: string,
  data: unknown,
  headers: Headers | undefined,
  isEnd: boolean,
): HttpStream {
  const request = {
    method: 'POST',
    path: `/${method}`,
    headers: { ...headers, 'content-type': 'application/grpc' },
  };
  return link.open(traceNames(method).call, { request, data, isEnd });
}

/** Errors: what is wrong with it. Source: Go's net `SplitHostPort` */
function splitTarget(target: string): { readonly host: string; readonly port: string } | string {
  if (target === '') return 'missing address';
  const [host = '', port, ...rest] = target.split(':');
  if (port === undefined) return `address ${target}: missing port in address`;
  return rest.length > 0 ? `address ${target}: too many colons in address` : { host, port };
}

/** What Go's net package says of a dial that failed. */
function dialErrorText(address: string, port: string, error: DialError): string {
  const where = `${DIALING} ${address}:${port}: `;
  if (error === 'ECONNREFUSED') return `${where}connect: connection refused`;
  if (error === 'EHOSTUNREACH') return `${where}connect: no route to host`;
  return `${where}i/o timeout`;
}

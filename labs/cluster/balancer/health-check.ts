import { dialHttp, HttpLink, isStreamEnd } from '../client/http.ts';
import { dialTls } from '../client/tls.ts';
import { after, MILLISECOND, select, type Process, type Task } from '../kernel/index.ts';
import type { Proxy, ServerConfig } from './configuration.ts';

/** What one check found. `reason` is HAProxy's sentence, with code, info and duration. */
export interface CheckResult {
  readonly isPassed: boolean;
  readonly reason: string;
}

/**
 * Asks a server once whether it works: can it be connected to (layer 4), does TLS come about (6),
 * is the answer the right one (7).
 *
 * A check has as much time as lies between two; a frozen server costs all of it. `timeout check`
 * gives the answer a time of its own, once there is a connection.
 *
 * Source: HAProxy 2.6 src/check.c, src/tcpcheck.c
 */
export function* checkServer(
  process: Process,
  proxy: Proxy,
  server: ServerConfig,
): Task<CheckResult> {
  const startUs = process.nowUs;
  const { isPassed, what } = yield* ask(process, proxy, server);
  const duration = Math.floor((process.nowUs - startUs) / MILLISECOND);
  return { isPassed, reason: `${what}, check duration: ${duration}ms` };
}

interface Answer {
  readonly isPassed: boolean;
  readonly what: string;
}

const fail = (what: string): Answer => ({ isPassed: false, what });

function* ask(process: Process, proxy: Proxy, server: ServerConfig): Task<Answer> {
  const { check: answerUs, connect: connectUs = server.interUs } = proxy.timeouts;
  const endUs = process.nowUs + server.interUs;
  const timeoutUs = answerUs === undefined ? server.interUs : Math.min(server.interUs, connectUs);
  const isTls = server.isCheckedOverTls || (proxy.check?.isTls ?? false);
  const link = yield* connect(process, server, isTls, timeoutUs);
  if (!(link instanceof HttpLink)) return link;
  try {
    const { check } = proxy;
    if (!check) return { isPassed: true, what: `Layer${isTls ? 6 : 4} check passed` };
    const { method, uri: path } = check;
    const request = { method, path, headers: {} };
    const stream = link.open(`http/${method} ${path}`, { request, isEnd: true });
    const late = after(answerUs ?? endUs - process.nowUs);
    const first = yield* select({ answer: stream.readable, late });
    if (first.which === 'late') return fail('Layer7 timeout');
    const frame = yield* stream.receive();
    if (isStreamEnd(frame)) return fail('Layer7 invalid response, info: "Connection closed"');
    const { status } = frame.response ?? { status: 0 };
    const isFine = check.expected?.includes(status) ?? (status >= 200 && status < 400);
    if (isFine) return { isPassed: true, what: `Layer7 check passed, code: ${status}` };
    return fail(`Layer7 wrong status, code: ${status}, info: "${statusText(status)}"`);
  } finally {
    link.close();
  }
}

function* connect(
  process: Process,
  { address, port }: ServerConfig,
  isTls: boolean,
  timeoutUs: number,
): Task<HttpLink | Answer> {
  if (!isTls) {
    const link = yield* dialHttp(process, address, port, { timeoutUs });
    return typeof link === 'string' ? layer4(link) : link;
  }
  const dialled = yield* dialTls(process, address, port, {
    serverName: address,
    authorities: [],
    isInsecure: true,
    timeoutUs,
    handshakeTimeoutUs: timeoutUs,
  });
  if (!('error' in dialled)) return new HttpLink(dialled.connection);
  if (dialled.cause === 'handshake timeout') return fail('Layer6 timeout');
  if (dialled.cause === 'EOF' || dialled.cause === 'not TLS') {
    return fail('Layer6 invalid response, info: "SSL handshake failure"');
  }
  return layer4(dialled.cause);
}

function layer4(cause: string): Answer {
  if (cause === 'ETIMEDOUT') return fail('Layer4 timeout');
  const info = cause === 'ECONNREFUSED' ? 'Connection refused' : 'Network is unreachable';
  return fail(`Layer4 connection problem, info: "${info}"`);
}

const statusTexts: Readonly<Record<number, string>> = {
  200: 'OK',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

function statusText(status: number): string {
  return statusTexts[status] ?? '';
}

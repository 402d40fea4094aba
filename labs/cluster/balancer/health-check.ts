import { statusTexts } from '../client/http-status.ts';
import { dialHttp, HttpLink, isStreamEnd, type StreamEnd } from '../client/http.ts';
import { dialTls, faultOf } from '../client/tls.ts';
import { after, MILLISECOND, select, type Process, type Task } from '../kernel/index.ts';
import type { HealthCheck, Proxy, ServerConfig } from './configuration.ts';

/** What one check found, in HAProxy's words. */
interface Outcome {
  readonly isPassed: boolean;
  /** How far it came: `Layer7 wrong status`. */
  readonly description: string;
  /** The server's HTTP status. */
  readonly code?: number;
  /** The error behind it, or what the server said beside its status. */
  readonly info?: string;
}

export interface CheckResult extends Outcome {
  readonly durationMs: number;
}

const fail = (description: string, info?: string): Outcome => {
  return { isPassed: false, description, ...(info !== undefined && { info }) };
};

/**
 * Asks a server once whether it works: can it be connected to (layer 4), does TLS come about (6),
 * is the answer the right one (7).
 *
 * Connection and TLS together have as long as lies between two checks, or `timeout connect` where
 * that is less; the answer then has `timeout check`. Without that one there is one limit for all.
 *
 * Source: HAProxy 2.6 src/check.c, src/tcpcheck.c, and its words on loopback
 */
export function* checkServer(
  process: Process,
  { check, timeouts }: Proxy,
  server: ServerConfig,
): Task<CheckResult> {
  const startUs = process.nowUs;
  const { check: answerUs, connect: connectUs = Infinity } = timeouts;
  const limitUs = answerUs === undefined ? server.interUs : Math.min(server.interUs, connectUs);
  let outcome = yield* connect(process, check, server, limitUs);
  if (outcome instanceof HttpLink) {
    const endUs = answerUs === undefined ? startUs + limitUs : process.nowUs + answerUs;
    const link = outcome;
    outcome = yield* ask(link, check, endUs);
    link.close();
  }
  return { ...outcome, durationMs: Math.floor((process.nowUs - startUs) / MILLISECOND) };
}

/** Shape: `Layer7 wrong status, code: 500, info: "…", check duration: 1ms` */
export function formatResult({ description, code, info, durationMs }: CheckResult): string {
  const status = code === undefined ? '' : `, code: ${code}`;
  const more = info === undefined ? '' : `, info: "${info}"`;
  return `${description}${status}${more}, check duration: ${durationMs}ms`;
}

function* connect(
  process: Process,
  check: HealthCheck,
  { address, port: ownPort, checkPort, isCheckedOverTls, authorities, verify }: ServerConfig,
  timeoutUs: number,
): Task<HttpLink | Outcome> {
  const port = check.port ?? checkPort ?? ownPort;
  const step = check.kind === 'tcp-check' ? ' at step 1 of tcp-check (connect)' : '';
  if (!isCheckedOverTls && !(check.isTls && check.kind !== 'tcp')) {
    const link = yield* dialHttp(process, address, port, { timeoutUs });
    return typeof link === 'string' ? layer4(link, step) : link;
  }
  const dialled = yield* dialTls(process, address, port, {
    serverName: address,
    authorities: [],
    isInsecure: true,
    timeoutUs,
    handshakeTimeoutUs: timeoutUs,
  });
  if ('error' in dialled) {
    const { cause } = dialled;
    if (cause === 'handshake timeout') return fail('Layer6 timeout');
    const isLayer4 = cause !== 'EOF' && cause !== 'not TLS' && cause !== 'certificate';
    return isLayer4 ? layer4(cause, step) : noHandshake;
  }
  if (verify === 'required' && faultOf(dialled.peer, authorities ?? [], process) !== undefined) {
    dialled.connection.close();
    return noHandshake;
  }
  return new HttpLink(dialled.connection);
}

const noHandshake = fail('Layer6 invalid response', 'SSL handshake failure');

function layer4(cause: string, step: string): Outcome {
  if (cause === 'ETIMEDOUT') return fail('Layer4 timeout');
  const info = cause === 'ECONNREFUSED' ? 'Connection refused' : 'Network is unreachable';
  return fail('Layer4 connection problem', `${info}${step}`);
}

function* ask(link: HttpLink, check: HealthCheck, endUs: number): Task<Outcome> {
  const { process } = link.connection;
  if (check.kind !== 'http') {
    const layer = check.isTls ? 6 : 4;
    const info = check.kind === 'tcp-check' && { info: '(tcp-check)' };
    return { isPassed: true, description: `Layer${layer} check passed`, ...info };
  }
  const { method, uri: path, headers } = check;
  const request = { method, path, headers };
  const stream = link.open(`http/${method} ${path}`, { request, isEnd: true });
  const first = yield* select({ answer: stream.readable, late: after(endUs - process.nowUs) });
  if (first.which === 'late') return fail('Layer7 timeout');
  const frame = yield* stream.receive();
  if (isStreamEnd(frame)) return broken(frame);
  const status = frame.response?.status ?? 0;
  if (isExpected(check, status)) {
    return { isPassed: true, description: 'Layer7 check passed', code: status };
  }
  return { ...fail('Layer7 wrong status', statusTexts[status] ?? ''), code: status };
}

function broken({ end }: StreamEnd): Outcome {
  if (end !== 'ECONNRESET') return fail('Layer7 invalid response');
  return fail('Socket error', 'Connection reset by peer');
}

function isExpected({ expected }: HealthCheck, status: number): boolean {
  if (expected === undefined) return status >= 200 && status < 400;
  const isIn = expected.ranges.some(([from, to]) => status >= from && status <= to);
  return isIn !== expected.isNegated;
}

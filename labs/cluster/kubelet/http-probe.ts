import type { Probe } from '../api/index.ts';
import { describeDialError, dialTls } from '../client/tls.ts';
import { dialHttp, HttpLink, isStreamEnd } from '../client/http.ts';
import { after, select, type Process, type Task } from '../kernel/index.ts';
import { machineOf } from '../machine/index.ts';

/** What a probe found; `output` says why it failed. */
export interface ProbeOutcome {
  readonly isSuccess: boolean;
  readonly output: string;
}

type HttpGet = NonNullable<Probe['httpGet']>;

const LATE = 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)';
const LATE_DIAL =
  'net/http: request canceled while waiting for connection ' +
  '(Client.Timeout exceeded while awaiting headers)';

/**
 * Asks once over a connection of its own. Any certificate will do.
 *
 * Source: pkg/probe/http/http.go `DoHTTPProbe`: 200 to 399 is a success
 */
export function* probeHttp(
  process: Process,
  { host, port, path = '/', scheme = 'HTTP' }: HttpGet,
  podIp: string,
  timeoutUs: number,
): Task<ProbeOutcome> {
  const name = host || podIp;
  const address = machineOf(process).resolveName(name) ?? name;
  const url = `${scheme.toLowerCase()}://${name}:${port}${path}`;
  const fail = (why: string): ProbeOutcome => ({
    isSuccess: false,
    output: `Get "${url}": ${why}`,
  });
  const deadlineUs = process.nowUs + timeoutUs;
  const link = yield* dial(process, address, Number(port), scheme === 'HTTPS', timeoutUs);
  if (typeof link === 'string') return fail(link);
  const headers = { 'user-agent': 'kube-probe/1.36', accept: '*/*' };
  const request = { method: 'GET', path, headers };
  const stream = link.open(`http/GET ${path}`, { request, isEnd: true });
  try {
    const first = yield* select({
      readable: stream.readable,
      late: after(deadlineUs - process.nowUs),
    });
    if (first.which === 'late') return fail(LATE);
    const frame = yield* stream.receive();
    if (isStreamEnd(frame)) return fail('EOF');
    const status = frame.response?.status ?? 0;
    if (status >= 200 && status < 400) return { isSuccess: true, output: '' };
    return { isSuccess: false, output: `HTTP probe failed with statuscode: ${status}` };
  } finally {
    link.close();
  }
}

function* dial(
  process: Process,
  address: string,
  port: number,
  isTls: boolean,
  timeoutUs: number,
): Task<HttpLink | string> {
  if (!isTls) {
    const link = yield* dialHttp(process, address, port, { timeoutUs });
    if (typeof link !== 'string') return link;
    return link === 'ETIMEDOUT' ? LATE_DIAL : describeDialError(address, port, link);
  }
  const dialled = yield* dialTls(process, address, port, {
    serverName: address,
    authorities: [],
    isInsecure: true,
    timeoutUs,
    handshakeTimeoutUs: timeoutUs,
  });
  if (!('error' in dialled)) return new HttpLink(dialled.connection);
  const isLate = dialled.cause === 'ETIMEDOUT' || dialled.cause === 'handshake timeout';
  return isLate ? LATE_DIAL : dialled.error;
}

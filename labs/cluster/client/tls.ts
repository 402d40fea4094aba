import {
  describeFault,
  describeWrongHost,
  isValidFor,
  verify,
  type Certificate,
} from '../api/index.ts';
import {
  after,
  EPOCH_SECONDS,
  formatRfc3339,
  never,
  SECOND,
  select,
  type Connection,
  type DialError,
  type Message,
  type Process,
  type Task,
} from '../kernel/index.ts';

/** What a client knows before it connects. */
export interface TlsOptions {
  /** The name that the server's certificate has to speak for. */
  readonly serverName: string;
  readonly authorities: readonly Certificate[];
  /** Accepts any certificate. */
  readonly isInsecure?: boolean;
  /** The client's own, shown to the server. */
  readonly certificate?: Certificate | undefined;
  /** Patience for the connection. Units: microseconds. */
  readonly timeoutUs?: number;
  /** Patience for the server's hello. Source: net/http `TLSHandshakeTimeout` */
  readonly handshakeTimeoutUs?: number;
}

export interface TlsConnection {
  readonly connection: Connection;
  readonly peer: Certificate;
}

/** Why there is no connection: what went wrong, and how Go says it. */
export interface TlsError {
  readonly cause: DialError | 'EOF' | 'handshake timeout' | 'certificate' | 'not TLS';
  readonly error: string;
}

interface ClientHello {
  readonly serverName: string;
  readonly certificate: Certificate | undefined;
}

interface ServerHello {
  readonly certificate: Certificate;
}

/** Source: client-go transport/cache.go. Units: microseconds. */
const DIAL_TIMEOUT_US = 30 * SECOND;
export const HANDSHAKE_TIMEOUT_US = 10 * SECOND;

/** The time on the wall, as certificates count it. Units: seconds since 1970. */
export function wallSeconds(process: Process): number {
  return EPOCH_SECONDS + Math.floor(process.nowUs / SECOND);
}

/**
 * Opens a connection and shakes hands: both sides show who they are, in one message each.
 * Afterwards the connection is like any other, and nobody in between can tell what it carries.
 *
 * A server that is frozen accepts the connection, because its kernel does, and then says nothing.
 *
 * Errors:  why not, with Go's sentence
 * Keeps:   no connection is left open where there is none to return, or where the caller's thread
 *          was cancelled meanwhile
 * Differs: no encryption and no proof of a key: a certificate is believed to be its owner's
 */
export function* dialTls(
  process: Process,
  address: string,
  port: number,
  options: TlsOptions,
): Task<TlsConnection | TlsError> {
  const { timeoutUs = DIAL_TIMEOUT_US, handshakeTimeoutUs = HANDSHAKE_TIMEOUT_US } = options;
  const { network } = process.kernel;
  const connection = yield* network.dial(process, address, port, timeoutUs);
  if (typeof connection === 'string') {
    return { cause: connection, error: describeDialError(address, port, connection) };
  }
  let result: TlsConnection | TlsError | undefined;
  try {
    result = yield* shakeHands(connection, options, handshakeTimeoutUs);
    return result;
  } finally {
    if (result === undefined || 'error' in result) connection.close();
  }
}

function* shakeHands(
  connection: Connection,
  { serverName, certificate, authorities, isInsecure = false }: TlsOptions,
  timeoutUs: number,
): Task<TlsConnection | TlsError> {
  const hello: ClientHello = { serverName, certificate };
  connection.send({ kind: 'tls/ClientHello', body: hello });
  const answer = yield* receiveWithin(connection, timeoutUs);
  if (answer === 'timeout') {
    return { cause: 'handshake timeout', error: 'net/http: TLS handshake timeout' };
  }
  if (answer === undefined) return { cause: 'EOF', error: 'EOF' };
  if (answer.kind !== 'tls/ServerHello') {
    const error = 'tls: first record does not look like a TLS handshake';
    return { cause: 'not TLS', error };
  }
  const { certificate: peer } = answer.body as ServerHello;
  const fault = isInsecure
    ? undefined
    : checkPeer(peer, serverName, authorities, connection.process);
  if (fault === undefined) return { connection, peer };
  return { cause: 'certificate', error: `tls: failed to verify certificate: ${fault}` };
}

function checkPeer(
  peer: Certificate,
  serverName: string,
  authorities: readonly Certificate[],
  process: Process,
): string | undefined {
  if (!isValidFor(peer, serverName)) return describeWrongHost(peer, serverName);
  return faultOf(peer, authorities, process);
}

/** What is wrong with a certificate at this moment, as Go says it. */
export function faultOf(
  certificate: Certificate,
  authorities: readonly Certificate[],
  process: Process,
): string | undefined {
  const fault = verify(certificate, authorities, wallSeconds(process));
  if (fault === undefined) return undefined;
  const limit = fault === 'expired' ? certificate.notAfter : certificate.notBefore;
  const limitUs = (limit - EPOCH_SECONDS) * SECOND;
  return describeFault(fault, formatRfc3339(process.nowUs), formatRfc3339(limitUs));
}

/** Takes the server's part. Errors: undefined where the client was no TLS client, or was silent. */
export function* acceptTls(
  connection: Connection,
  certificate: Certificate,
): Task<{ readonly peer: Certificate | undefined } | undefined> {
  const first = yield* receiveWithin(connection, HANDSHAKE_TIMEOUT_US);
  if (first === 'timeout' || first === undefined) return undefined;
  if (first.kind !== 'tls/ClientHello') {
    refusePlainHttp(connection, first);
    return undefined;
  }
  const hello: ServerHello = { certificate };
  connection.send({ kind: 'tls/ServerHello', body: hello });
  return { peer: (first.body as ClientHello).certificate };
}

/** Source: Go net/http/server.go `conn.serve` */
function refusePlainHttp(connection: Connection, { body }: Message): void {
  if (typeof body !== 'object' || body === null || !('stream' in body)) return;
  const response = { status: 400, headers: {} };
  const data = 'Client sent an HTTP request to an HTTPS server.\n';
  const frame = { response, data, isEnd: true };
  connection.send({ kind: 'http/400', body: { stream: body.stream, frame } });
}

function* receiveWithin(
  connection: Connection,
  timeoutUs: number | undefined,
): Task<Message | 'timeout' | undefined> {
  const timeout = timeoutUs === undefined ? never : after(timeoutUs);
  const first = yield* select({ readable: connection.readable, timeout });
  return first.which === 'timeout' ? 'timeout' : connection.poll();
}

/** What Go's net package says of a dial that failed. */
export function describeDialError(address: string, port: number, error: DialError): string {
  const where = `dial tcp ${address}:${port}: `;
  if (error === 'ECONNREFUSED') return `${where}connect: connection refused`;
  if (error === 'EHOSTUNREACH') return `${where}connect: no route to host`;
  return `${where}i/o timeout`;
}

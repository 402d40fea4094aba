import { forbidden, type Certificate } from '../api/index.ts';
import { respond, type HttpStream } from '../client/http.ts';
import { serveHttps } from '../client/tls-server.ts';
import { wallSeconds } from '../client/tls.ts';
import { Listener, type Process, type Task } from '../kernel/index.ts';

const YEAR_SECONDS = 365 * 86_400;
const paths = ['healthz', 'livez', 'readyz'];

/**
 * Serves the health checks over TLS, with a certificate that the program has made for itself.
 *
 * `checks` names what is looked at: the election, and each loop that runs.
 *
 * Errors:  why the port cannot be had
 * Source:  apiserver server/healthz; controller-manager app/serve.go
 * Differs: nobody but anonymous users is known, so that every other path is forbidden
 */
export function serveHealth(
  process: Process,
  address: string,
  port: number,
  checks: () => readonly string[],
): string | undefined {
  const listener = Listener.open(process, port);
  if (listener === 'EADDRINUSE') {
    const where = `${address}:${port}`;
    const why = `listen tcp ${where}: bind: address already in use`;
    return `failed to create listener: failed to listen on ${where}: ${why}`;
  }
  serveHttps(process, listener, selfSigned(process, address), (stream) => answer(stream, checks()));
  return undefined;
}

function* answer(stream: HttpStream, checks: readonly string[]): Task<void> {
  const [path = '/', query = ''] = (stream.request?.path ?? '/').split('?');
  const [name = '', check] = path.slice(1).split('/');
  const text = { 'content-type': 'text/plain; charset=utf-8' };
  if (!paths.includes(name)) {
    const why = `User "system:anonymous" cannot get path "${path}"`;
    const body = JSON.stringify(forbidden({ group: '', resource: '' }, '', why));
    respond(stream, 403, { 'content-type': 'application/json' }, body);
  } else if (check !== undefined && !checks.includes(check)) {
    respond(stream, 404, text, '404 page not found\n');
  } else if (check === undefined && /(^|&)verbose(&|=|$)/.test(query)) {
    const lines = checks.map((one) => `[+]${one} ok\n`).join('');
    respond(stream, 200, text, `${lines}${name} check passed\n`);
  } else {
    respond(stream, 200, text, 'ok');
  }
}

/** Source: client-go util/cert `GenerateSelfSignedCertKey` */
function selfSigned(process: Process, address: string): Certificate {
  const now = wallSeconds(process);
  const issuer = { commonName: `${address}-ca@${now}`, organizations: [] };
  const keyId = process.random.hex(16);
  return {
    subject: { commonName: `${address}@${now}`, organizations: [] },
    sans: [address, '127.0.0.1', 'localhost'],
    issuer,
    serial: '2',
    notBefore: now - 3_600,
    notAfter: now + YEAR_SECONDS,
    isAuthority: false,
    usages: ['server auth'],
    keyId,
    authorityKeyId: process.random.hex(16),
  };
}

import { decodeCertificates, decodeKey, type Certificate } from '../../cluster/api/index.ts';
import { HttpLink } from '../../cluster/client/http.ts';
import { dialTls } from '../../cluster/client/tls.ts';
import { HOUR, type Process, type Task } from '../../cluster/kernel/index.ts';
import { machineOf, resolvePath } from '../../cluster/machine/index.ts';
import { connectFailure, tlsFailure, type CurlFailure } from './failure.ts';
import type { CurlOptions } from './options.ts';

/** Where an address of the web leads. */
export interface Place {
  readonly isTls: boolean;
  readonly host: string;
  readonly port: number;
  /** With the query. */
  readonly path: string;
}

/** Reads `https://host:port/path?query`; without a scheme it is http. */
export function readUrl(url: string): Place | CurlFailure {
  const match = /^(?:(\w+):\/\/)?([^/:?#]+)(?::(\d+))?([/?][^#]*)?/.exec(url);
  if (!match) return { code: 3, text: 'URL using bad/illegal format or missing URL' };
  const [, scheme = 'http', host = '', port, path = '/'] = match;
  if (scheme !== 'http' && scheme !== 'https') {
    return { code: 1, text: `Protocol "${scheme}" not supported or disabled in libcurl` };
  }
  if (Number(port) > 65_535) {
    return { code: 3, text: 'URL using bad/illegal format or missing URL' };
  }
  const isTls = scheme === 'https';
  const whole = path.startsWith('/') ? path : `/${path}`;
  return { isTls, host, port: Number(port ?? (isTls ? 443 : 80)), path: whole };
}

export interface Connected {
  readonly link: HttpLink;
  readonly address: string;
  /** The certificate that the server showed. */
  readonly peer: Certificate | undefined;
}

/** Without `--connect-timeout` it is Linux whose patience ends first. */
const LONG_US = HOUR;

/** Opens a connection. Errors: why there is none */
export function* connect(
  process: Process,
  options: CurlOptions,
  { host, isTls, port }: Place,
): Task<Connected | CurlFailure> {
  const address = machineOf(process).resolveName(host);
  if (address === undefined) return { code: 6, text: `Could not resolve host: ${host}` };
  const startUs = process.nowUs;
  const limitUs = options.limitUs('connect-timeout');
  const failed = (error: Parameters<typeof connectFailure>[0]): CurlFailure =>
    connectFailure(error, host, port, process.nowUs - startUs);
  if (!isTls) {
    const { network } = process.kernel;
    const connection = yield* network.dial(process, address, port, limitUs);
    if (typeof connection === 'string') return failed(connection);
    return { link: new HttpLink(connection), address, peer: undefined };
  }
  const identity = readIdentity(process, options);
  if ('code' in identity) return identity;
  const dialled = yield* dialTls(process, address, port, {
    ...identity,
    serverName: host,
    isInsecure: options.has('insecure'),
    ...(limitUs !== undefined && { timeoutUs: limitUs }),
    handshakeTimeoutUs: limitUs ?? LONG_US,
  });
  if (!('error' in dialled)) {
    return { link: new HttpLink(dialled.connection), address, peer: dialled.peer };
  }
  const { cause } = dialled;
  return cause === 'ECONNREFUSED' || cause === 'ETIMEDOUT' || cause === 'EHOSTUNREACH'
    ? failed(cause)
    : tlsFailure(dialled, host, port);
}

interface Identity {
  readonly authorities: readonly Certificate[];
  readonly certificate: Certificate | undefined;
}

/** The files named by `--cacert`, `--cert` and `--key`. */
function readIdentity(process: Process, options: CurlOptions): Identity | CurlFailure {
  const read = (path: string | undefined): string | undefined =>
    machineOf(process).files.read(resolvePath(process.cwd, path ?? ''));
  const authorityPath = options.value('cacert');
  const authorities = decodeCertificates(read(authorityPath) ?? '');
  if (authorityPath !== undefined && authorities.length === 0) {
    return { code: 77, text: `error setting certificate file: ${authorityPath}` };
  }
  const path = options.value('cert');
  if (path === undefined) return { authorities, certificate: undefined };
  const [certificate] = decodeCertificates(read(path) ?? '');
  if (!certificate) return { code: 58, text: noCertificate(path, read(path) === undefined) };
  const keyPath = options.value('key') ?? path;
  if (decodeKey(read(keyPath) ?? '')?.keyId !== certificate.keyId) {
    return { code: 58, text: `unable to set private key file: '${keyPath}' type PEM` };
  }
  return { authorities, certificate };
}

function noCertificate(path: string, isMissing: boolean): string {
  const why = isMissing
    ? 'error:80000002:system library::No such file or directory'
    : 'error:0480006C:PEM routines::no start line';
  return (
    `could not load PEM client certificate from ${path}, OpenSSL error ${why}, ` +
    '(no key found, wrong pass phrase, or wrong file format?)'
  );
}

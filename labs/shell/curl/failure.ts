import type { DialError } from '../../cluster/kernel/index.ts';
import type { TlsError } from '../../cluster/client/tls.ts';

/** Why a transfer failed: curl's sentence and its exit code. */
export interface CurlFailure {
  readonly code: number;
  readonly text: string;
}

export function isCurlFailure(value: unknown): value is CurlFailure {
  return typeof value === 'object' && value !== null && 'code' in value && 'text' in value;
}

const UNTRUSTED = `
More details here: https://curl.se/docs/sslcerts.html

curl failed to verify the legitimacy of the server and therefore could not
establish a secure connection to it. To learn more about this situation and
how to fix it, please visit the web page mentioned above.`;

/** No connection came about. Units: `tookUs` in microseconds */
export function connectFailure(
  error: DialError,
  host: string,
  port: number,
  tookUs: number,
): CurlFailure {
  const why = error === 'ETIMEDOUT' ? 'Timeout was reached' : "Couldn't connect to server";
  const text = `Failed to connect to ${host} port ${port} after ${toMs(tookUs)} ms: ${why}`;
  return { code: error === 'ETIMEDOUT' ? 28 : 7, text };
}

/** The TLS handshake failed. Source: curl 7.88 lib/vtls/openssl.c */
export function tlsFailure({ cause, error }: TlsError, host: string, port: number): CurlFailure {
  switch (cause) {
    case 'handshake timeout':
      return { code: 28, text: 'SSL connection timeout' };
    case 'certificate':
      return { code: 60, text: `${certificateText(error, host)}${UNTRUSTED}` };
    case 'not TLS':
      return {
        code: 35,
        text: 'OpenSSL/3.0.17: error:0A00010B:SSL routines::wrong version number',
      };
    default:
      return {
        code: 35,
        text: `OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to ${host}:${port} `,
      };
  }
}

/** OpenSSL's word for what Go says. */
function certificateText(error: string, host: string): string {
  if (error.includes('unknown authority')) {
    return 'SSL certificate problem: unable to get local issuer certificate';
  }
  if (error.includes('expired or is not yet valid')) {
    const what = error.includes(' is after ') ? 'has expired' : 'is not yet valid';
    return `SSL certificate problem: certificate ${what}`;
  }
  return `SSL: no alternative certificate subject name matches target host name '${host}'`;
}

/** `--max-time` is over. Shape: `received` is undefined before there was a connection */
export function timeoutFailure(tookUs: number, received: number | undefined): CurlFailure {
  const ms = toMs(tookUs);
  const text =
    received === undefined
      ? `Connection timed out after ${ms} milliseconds`
      : `Operation timed out after ${ms} milliseconds with ${received} bytes received`;
  return { code: 28, text };
}

function toMs(us: number): number {
  return Math.round(us / 1_000);
}

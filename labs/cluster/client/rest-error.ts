import type { DialError } from '../kernel/index.ts';
import type { HttpStream, StreamEnd } from './http.ts';
import type { TlsError } from './tls.ts';

export type RestErrorCause =
  | DialError
  | TlsError['cause']
  | 'ECONNRESET'
  | 'INTERNAL_ERROR'
  | 'connection lost'
  | 'deadline'
  | 'no such host';

/**
 * There was no answer. `reason` is Go's sentence, `message` the same with the request before it, as
 * net/http's `url.Error` prints it.
 *
 * Shape:  `Get "https://lb:6443/api": dial tcp 10.0.0.10:6443: connect: connection refused`
 */
export class RestError {
  readonly cause: RestErrorCause;
  readonly reason: string;
  readonly message: string;

  constructor(method: string, url: string, cause: RestErrorCause, reason: string) {
    this.cause = cause;
    this.reason = reason;
    const verb = method.slice(0, 1) + method.slice(1).toLowerCase();
    this.message = `${verb} "${url}": ${reason}`;
  }

  /** True where a read may be sent again. Source: apimachinery net/util.go `IsProbableEOF` … */
  get isRepeatable(): boolean {
    return this.cause === 'EOF' || this.cause === 'ECONNRESET' || this.cause === 'connection lost';
  }
}

/** What Go says of a request whose stream or connection ended under it. */
export function describeStreamEnd(
  { end }: StreamEnd,
  { id, link }: HttpStream,
): { readonly cause: RestErrorCause; readonly text: string } {
  switch (end) {
    case 'reset':
      return {
        cause: 'INTERNAL_ERROR',
        text: `stream error: stream ID ${id}; INTERNAL_ERROR; received from peer`,
      };
    case 'keepalive':
      return { cause: 'connection lost', text: 'http2: client connection lost' };
    case 'ECONNRESET':
    case 'ETIMEDOUT': {
      const { local, remote } = link.connection.ends;
      const what = end === 'ECONNRESET' ? 'connection reset by peer' : 'connection timed out';
      return { cause: 'ECONNRESET', text: `read tcp ${local}->${remote}: read: ${what}` };
    }
    default:
      return { cause: 'EOF', text: 'EOF' };
  }
}

import { after, never, select, type Task, type Wait } from '../kernel/index.ts';
import { isStreamEnd, type Frame, type HttpStream, type StreamEnd } from './http-stream.ts';
import { isCode, RpcError } from './grpc-status.ts';
import { statusTexts } from './http-status.ts';
import { traceNames } from './trace-names.ts';

/** What grpc-go says of a server that does not say hello as HTTP/2 wants it. */
export const NO_PREFACE = 'error reading server preface';
/** What golang.org/x/net/http2 makes of the first words of an HTTP/1.1 answer. */
export const NO_HTTP2 =
  `${NO_PREFACE}: http2: failed reading the frame payload: http2: frame too large, ` +
  'note that the frame header looked like an HTTP/1.1 header';

/** The client's half of a call with many replies. */
export class ClientStream {
  readonly #stream: HttpStream;
  readonly #method: string;
  #trailers: Readonly<Record<string, string>> | undefined;

  constructor(stream: HttpStream, method: string) {
    this.#stream = stream;
    this.#method = method;
  }

  get readable(): Wait<void> {
    return this.#stream.readable;
  }

  send(message: unknown): boolean {
    return this.#stream.send(traceNames(this.#method).call, { data: message });
  }

  /** Waits for the next reply. Errors: the status; `OK` where the server has said all. */
  *receive(): Task<{ readonly message: unknown } | RpcError> {
    if (this.#trailers) return statusOf(this.#trailers);
    const frame = yield* this.#stream.receive();
    if (isStreamEnd(frame)) return streamError(frame, this.#stream);
    const foreign = refusalOf(frame);
    if (foreign) return foreign;
    if (frame.isEnd) this.#trailers = frame.trailers ?? {};
    if (frame.data === undefined && this.#trailers) return statusOf(this.#trailers);
    return { message: frame.data };
  }

  cancel(): void {
    this.#stream.cancel();
  }
}

/** Makes a unary call on a stream of its own. Errors: the status of the call. */
export function* finishUnary(stream: HttpStream, deadlineUs: number | undefined): Task<unknown> {
  const { nowUs } = stream.link.connection.process;
  const timeout = deadlineUs === undefined ? never : after(deadlineUs - nowUs);
  const first = yield* select({ reply: stream.readable, timeout });
  if (first.which === 'timeout') {
    stream.cancel();
    return new RpcError('DeadlineExceeded', 'context deadline exceeded');
  }
  const frame = yield* stream.receive();
  if (isStreamEnd(frame)) return streamError(frame, stream);
  const status = refusalOf(frame) ?? statusOf(frame.trailers ?? {});
  return status.code === 'OK' ? frame.data : status;
}

function statusOf(trailers: Readonly<Record<string, string>>): RpcError {
  const code = trailers['grpc-status'] ?? 'OK';
  return new RpcError(isCode(code) ? code : 'Unknown', trailers['grpc-message'] ?? '');
}

/**
 * What grpc-go says of an answer that is no gRPC, such as a web server's.
 *
 * Source:  grpc-go internal/transport/http_util.go `HTTPStatusConvTab`
 */
function refusalOf({ response }: Frame): RpcError | undefined {
  if (response === undefined || response.status === 200) return undefined;
  const { status, headers } = response;
  const type = headers['content-type'] ?? headers['Content-Type'] ?? '';
  const code = status === 404 ? 'Unimplemented' : status >= 500 ? 'Unavailable' : 'Unknown';
  const got = `${status} (${statusTexts[status]})`;
  const why = `transport: received unexpected content-type "${type}"`;
  return new RpcError(code, `unexpected HTTP status code received from server: ${got}; ${why}`);
}

/** What grpc-go says of a call whose connection or stream ended under it. */
function streamError({ end }: StreamEnd, { link }: HttpStream): RpcError {
  switch (end) {
    case 'reset':
      return new RpcError('Canceled', 'stream terminated by RST_STREAM with error code: CANCEL');
    case 'EOF':
      return new RpcError('Unavailable', 'error reading from server: EOF');
    case 'keepalive':
      return new RpcError('Unavailable', 'keepalive ping failed to receive ACK within timeout');
    case 'closed':
      return new RpcError('Canceled', 'grpc: the client connection is closing');
    case 'HTTP/1.1':
      return new RpcError('Unavailable', `connection error: desc = "${NO_HTTP2}"`);
    default: {
      const { local, remote } = link.connection.ends;
      const why = end === 'ETIMEDOUT' ? 'timed out' : 'reset by peer';
      const failed = `read tcp ${local}->${remote}: read: connection ${why}`;
      return new RpcError('Unavailable', `error reading from server: ${failed}`);
    }
  }
}

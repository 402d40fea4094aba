import type { Task, Wait } from '../kernel/index.ts';
import { isStreamEnd, type Frame, type HttpStream } from './http-stream.ts';
import { traceNames } from './trace-names.ts';
import { RpcError } from './grpc-status.ts';
import type { Headers } from './http.ts';

/** The server's side of one call. */
export class ServerCall {
  readonly method: string;
  readonly metadata: Headers;
  /** What the caller sent with the call's head. */
  firstRequest: unknown;
  readonly #stream: HttpStream;

  constructor(stream: HttpStream) {
    this.#stream = stream;
    this.method = stream.request!.path.slice(1);
    this.metadata = stream.request!.headers;
  }

  /** Where the caller is: `10.0.0.5:32768`. */
  get remote(): string {
    return this.#stream.link.connection.ends.remote;
  }

  get readable(): Wait<void> {
    return this.#stream.readable;
  }

  /** Takes a request without waiting. */
  poll(): unknown {
    return this.#stream.poll()?.data;
  }

  /** Waits for a request. Errors: undefined where the caller has said all or has gone. */
  *receive(): Task<unknown> {
    const frame = yield* this.#stream.receive();
    return isStreamEnd(frame) ? undefined : frame.data;
  }

  /** Sends one of several replies. Errors: false where the caller has gone. */
  send(message: unknown): boolean {
    const isFirst = { response: { status: 200, headers: {} } };
    return this.#stream.send(traceNames(this.method).reply, { ...isFirst, data: message });
  }

  /** Ends the call: with the reply of a unary one, or with a status. */
  finish(result: unknown): void {
    const response = { status: 200, headers: {} };
    const isError = result instanceof RpcError;
    const frame: Frame = isError
      ? { response, trailers: { 'grpc-status': result.code, 'grpc-message': result.message } }
      : { response, data: result, trailers: { 'grpc-status': 'OK' } };
    this.#stream.send(traceNames(this.method).reply, { ...frame, isEnd: true });
  }
}

/** What a server does for a method: returns the reply, or an RpcError. */
export type UnaryHandler = (request: never, call: ServerCall) => Task<unknown>;

/** A method with many replies sends them on the call, and returns the status in the end. */
export type StreamHandler = (call: ServerCall) => Task<RpcError>;

export interface GrpcService {
  readonly unary: ReadonlyMap<string, UnaryHandler>;
  readonly streaming: ReadonlyMap<string, StreamHandler>;
}

/** True for a stream that carries a gRPC call rather than plain HTTP. */
export function isGrpc(stream: HttpStream): boolean {
  return stream.request?.headers['content-type'] === 'application/grpc';
}

/** Serves one call. */
export function* serveGrpc(service: GrpcService, stream: HttpStream): Task<void> {
  const call = new ServerCall(stream);
  const unary = service.unary.get(call.method);
  const streaming = service.streaming.get(call.method);
  if (unary) {
    const request = yield* call.receive();
    call.finish(yield* unary(request as never, call));
  } else if (streaming) {
    call.firstRequest = yield* call.receive();
    call.finish(yield* streaming(call));
  } else {
    const [name, method] = call.method.split('/');
    const what = `unknown method ${method ?? ''} for service ${name ?? ''}`;
    call.finish(new RpcError('Unimplemented', what));
  }
}

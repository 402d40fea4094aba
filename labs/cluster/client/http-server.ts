import {
  after,
  Condition,
  select,
  type Connection,
  type Listener,
  type Process,
  type Task,
} from '../kernel/index.ts';
import type { Certificate } from '../api/index.ts';
import { HttpLink } from './http-link.ts';
import type { HttpStream } from './http-stream.ts';

/** Answers one request. It is ended where it waits when the caller gives up. */
export type HttpHandler = (stream: HttpStream) => Task<void>;

/** A server: the connections that it has, and how to take leave of them. */
export interface HttpServer {
  /** Closes the port and tells everybody goodbye. */
  close(): void;
  /** Takes no more requests, and waits for those under way; then closes. */
  drain(endUs: number): Task<void>;
}

/** What must pass between two ends before the first request. Errors: undefined where it failed. */
export type Handshake = (
  connection: Connection,
) => Task<{ readonly peer: Certificate | undefined } | undefined>;

/** Serves a port: a thread for each request, until the listener is closed. */
export function serveHttp(
  process: Process,
  listener: Listener,
  handler: HttpHandler,
  handshake?: Handshake,
): HttpServer {
  const links = new Set<HttpLink>();
  const left = new Condition();
  process.go(
    acceptAll(process, listener, (connection) => {
      if (handshake) process.go(greet(connection, handshake));
      else serveOne(process, connection);
    }),
  );

  function* greet(connection: Connection, shake: Handshake): Task<void> {
    const result = yield* shake(connection);
    if (result) serveOne(process, connection, result.peer);
    else connection.close();
  }

  function serveOne(owner: Process, connection: Connection, peer?: Certificate): void {
    const link = new HttpLink(connection, {
      peer,
      onOpen: (stream) => answer(owner, stream, handler),
      onEnd: (over) => {
        links.delete(over);
        left.notify();
      },
    });
    if (link.end === undefined) links.add(link);
  }

  function close(): void {
    listener.close();
    for (const link of links) link.close();
  }

  function* drain(endUs: number): Task<void> {
    listener.close();
    for (const link of links) link.drain();
    while (links.size > 0 && process.nowUs < endUs) {
      yield* select({ left: left.changed, timeout: after(endUs - process.nowUs) });
    }
    close();
  }

  return { close, drain };
}

function* acceptAll(
  process: Process,
  listener: Listener,
  serve: (connection: Connection) => void,
): Task<void> {
  while (process.state !== 'exited') {
    const connection = yield* listener.accept();
    if (connection === undefined) return;
    serve(connection);
  }
}

/** Runs a handler until it is done or nobody waits for its answer any more. */
function answer(process: Process, stream: HttpStream, handler: HttpHandler): void {
  const thread = process.go(handler(stream));
  stream.onAbort = () => thread.cancel();
}

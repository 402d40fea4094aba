import type { Certificate } from '../api/index.ts';
import type { Listener, Process } from '../kernel/index.ts';
import { serveHttp, type HttpHandler, type HttpServer } from './http-server.ts';
import { acceptTls } from './tls.ts';

/**
 * Serves a port over TLS. A handler finds the client's certificate, which nobody has checked yet,
 * at `stream.link.peer`.
 */
export function serveHttps(
  process: Process,
  listener: Listener,
  certificate: Certificate,
  handler: HttpHandler,
): HttpServer {
  return serveHttp(process, listener, handler, (connection) => acceptTls(connection, certificate));
}

import type { Process } from '../kernel/index.ts';

/** Why nobody answers at a socket's path: no such file, nobody behind it, or somebody frozen. */
export type SocketError = 'ENOENT' | 'ECONNREFUSED' | 'ETIMEDOUT';

interface Endpoint {
  readonly process: Process;
  readonly service: object;
}

/**
 * Sockets in the file system, by which programs of one machine serve each other: containerd's is
 * the one that matters. What is served is an object with methods.
 *
 * Keeps:   a path outlives a process that was killed, as a socket's file does; a reboot clears all
 * Differs: calls take no time and cannot be seen in the trace
 */
export class UnixSockets {
  readonly #endpoints = new Map<string, Endpoint>();

  /** Serves `service` at a path until the process ends. */
  listen(process: Process, path: string, service: object): void {
    this.#endpoints.set(path, { process, service });
  }

  /** Takes the path away, as a server does that ends in good order. */
  unlink(path: string): void {
    this.#endpoints.delete(path);
  }

  /** The object served at a path. The caller knows its type, as one knows a protocol. */
  connect<T extends object>(path: string): T | SocketError {
    const endpoint = this.#endpoints.get(path);
    if (endpoint === undefined) return 'ENOENT';
    if (endpoint.process.state === 'exited') return 'ECONNREFUSED';
    return endpoint.process.state === 'stopped' ? 'ETIMEDOUT' : (endpoint.service as T);
  }

  /** For the machine, when its power goes. */
  clear(): void {
    this.#endpoints.clear();
  }
}

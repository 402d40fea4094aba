import { Channel } from './channel.ts';
import type { Connection } from './connection.ts';
import type { Host } from './host.ts';
import type { Process } from './process.ts';
import type { Task, Wait } from './wait.ts';

/** Linux's default backlog (`somaxconn` of many servers). Units: connections not yet accepted. */
const BACKLOG = 128;

/** A port that a process listens on. It is closed with its process. */
export class Listener {
  readonly host: Host;
  readonly port: number;
  readonly process: Process;
  readonly #backlog = new Channel<Connection>(BACKLOG);

  private constructor(process: Process, port: number) {
    this.process = process;
    this.host = process.host;
    this.port = port;
  }

  /** Starts to listen on all addresses of the host. Errors: EADDRINUSE. */
  static open(process: Process, port: number): Listener | 'EADDRINUSE' {
    if (process.host.listeners.has(port)) return 'EADDRINUSE';
    const listener = new Listener(process, port);
    process.host.listeners.set(port, listener);
    process.hold(listener);
    return listener;
  }

  /** Wakes when a connection can be accepted, or when the listener is closed. */
  get acceptable(): Wait<void> {
    return this.#backlog.readable;
  }

  /** Waits for the next connection. Errors: undefined once the listener is closed. */
  accept(): Task<Connection | undefined> {
    return this.#backlog.take();
  }

  /** For the network: a peer's handshake is done. False where the backlog is full. */
  offer(connection: Connection): boolean {
    return this.#backlog.offer(connection);
  }

  close(): void {
    this.process.letGo(this);
    this.release(false);
  }

  release(isPowerLoss: boolean): void {
    this.#backlog.close();
    if (this.host.listeners.get(this.port) === this) this.host.listeners.delete(this.port);
    for (;;) {
      const waiting = this.#backlog.poll();
      if (waiting === undefined) return;
      waiting.release(isPowerLoss);
    }
  }
}

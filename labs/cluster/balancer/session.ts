import {
  MILLISECOND,
  SECOND,
  sleep,
  type Connection,
  type Process,
  type Task,
} from '../kernel/index.ts';
import type { Backend } from './backend.ts';
import type { Proxy } from './configuration.ts';
import { logTime } from './logger.ts';
import { Relay } from './relay.ts';
import type { Server } from './server.ts';

/** The pause before a server that refused is tried again. Source: HAProxy's turn-around */
const TURN_AROUND_US = SECOND;

/** How many connections are open, for the log: in all, and at this frontend. */
export interface SessionCounts {
  readonly all: number;
  readonly frontend: number;
}

/**
 * One client's connection, from its first moment to its last.
 *
 * A server that cannot be reached is tried again, the same one: after a second where it refused, at
 * once where it was silent. With `option redispatch` another one is tried: at once where servers
 * take turns, else in the place of the last try. When all tries have failed, or no server is up,
 * the client is closed.
 *
 * Source: HAProxy 2.6 src/backend.c `back_handle_st_cer`
 */
export class Session {
  readonly #process: Process;
  readonly #frontend: Proxy;
  readonly #backend: Backend | undefined;
  readonly #client: Connection;
  readonly #startUs: number;
  #server: Server | undefined;
  #connectedUs: number | undefined;
  #retries = 0;
  #isRedispatched = false;
  #bytes = 0;
  #flags = 'SC';
  #hasSpoken = false;

  constructor(process: Process, frontend: Proxy, backend: Backend | undefined, client: Connection) {
    this.#process = process;
    this.#frontend = frontend;
    this.#backend = backend;
    this.#client = client;
    this.#startUs = process.nowUs;
  }

  *run(): Task<void> {
    const backend = this.#backend;
    const client = this.#client;
    if (backend === undefined) {
      client.close();
      return;
    }
    backend.taken++;
    backend.sessions++;
    const server = yield* this.#reach(backend);
    if (server !== undefined) yield* this.#relay(backend, this.#server!, server);
    else this.#hasSpoken = client.poll() !== undefined;
    backend.sessions--;
    client.close();
  }

  /** True where the session is worth a line: with `dontlognull`, where the client said anything. */
  get isLogged(): boolean {
    return this.#hasSpoken || !this.#frontend.options.has('dontlognull');
  }

  /**
   * The line of `option tcplog`.
   *
   * Shape:   client, time, frontend, backend/server, waits in ms, bytes, how it ended, counts
   * Differs: bytes are estimated
   */
  describe({ all, frontend }: SessionCounts): string {
    const { addresses } = this.#client.remote.host;
    const { name } = this.#frontend;
    const from = `${addresses[0]!}:${this.#client.remote.port} [${logTime(this.#startUs)}]`;
    const to = `${this.#backend?.proxy.name ?? name}/${this.#server?.config.name ?? '<NOSRV>'}`;
    const ms = (atUs: number): number => Math.floor((atUs - this.#startUs) / MILLISECOND);
    const connect = this.#connectedUs === undefined ? -1 : ms(this.#connectedUs);
    const waits = `${this.#server ? 1 : -1}/${connect}/${ms(this.#process.nowUs)}`;
    const retries = `${this.#isRedispatched ? '+' : ''}${this.#retries}`;
    const atServer = `${this.#backend?.sessions ?? 0}/${this.#server?.sessions.size ?? 0}`;
    const counts = `${all}/${frontend}/${atServer}/${retries} 0/0`;
    return `${from} ${name} ${to} ${waits} ${this.#bytes} ${this.#flags} ${counts}`;
  }

  /** Connects to a server. Errors: undefined where none could be reached */
  *#reach(backend: Backend): Task<Connection | undefined> {
    const { options, retries, timeouts, balance } = backend.proxy;
    const client = this.#client.remote.host.addresses[0]!;
    const { network } = this.#process.kernel;
    let server = backend.choose(client);
    for (;;) {
      this.#server = server;
      if (server === undefined) return undefined;
      const { address, port } = server.config;
      const leave = this.#enter(server, () => undefined);
      const dialled = yield* network.dial(this.#process, address, port, timeouts.connect);
      leave();
      if (typeof dialled !== 'string') return dialled;
      this.#flags = dialled === 'ETIMEDOUT' ? 'sC' : 'SC';
      if (this.#retries >= retries) return undefined;
      this.#retries++;
      const canTurn = balance === 'roundrobin' && backend.usable.length > 1;
      if (options.has('redispatch') && (canTurn || this.#retries === retries)) {
        const other = backend.choose(client, server);
        this.#isRedispatched ||= other !== server;
        if (canTurn) {
          server = other;
          continue;
        }
        server = other;
      }
      if (dialled !== 'ETIMEDOUT') {
        yield* sleep(Math.min(TURN_AROUND_US, timeouts.connect ?? TURN_AROUND_US));
      }
    }
  }

  *#relay(backend: Backend, server: Server, connection: Connection): Task<void> {
    this.#connectedUs = this.#process.nowUs;
    const { client: clientUs = Infinity } = this.#frontend.timeouts;
    const { server: serverUs = Infinity } = backend.proxy.timeouts;
    const relay = new Relay(this.#process, this.#client, connection, { clientUs, serverUs });
    const leave = this.#enter(server, () => relay.end('DD'));
    this.#flags = yield* relay.run();
    leave();
    this.#bytes = relay.bytes;
    this.#hasSpoken = relay.hasClientSpoken;
  }

  /** Counts as one of a server's connections. Shape: how to be counted no more */
  #enter(server: Server, end: () => void): () => void {
    const own = (): void => end();
    server.sessions.add(own);
    return () => server.sessions.delete(own);
  }
}

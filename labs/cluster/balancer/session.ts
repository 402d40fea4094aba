import {
  MILLISECOND,
  SECOND,
  sleep,
  type Connection,
  type Process,
  type Task,
} from '../kernel/index.ts';
import type { Backend } from './backend.ts';
import type { Frontend } from './frontend.ts';
import { logTime } from './logger.ts';
import { Relay } from './relay.ts';
import type { Server } from './server.ts';

/** The pause before a server that refused is tried again. Source: HAProxy's turn-around */
const TURN_AROUND_US = SECOND;

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
  readonly #frontend: Frontend;
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

  constructor(
    process: Process,
    frontend: Frontend,
    backend: Backend | undefined,
    client: Connection,
  ) {
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
    backend.tally.enter(this.#startUs);
    const server = yield* this.#reach(backend);
    if (server !== undefined) yield* this.#relay(backend, this.#server!, server);
    else this.#hasSpoken = client.poll() !== undefined;
    backend.tally.leave();
    client.close();
  }

  /** True where the session is worth a line: with `dontlognull`, where the client said anything. */
  get isLogged(): boolean {
    return this.#hasSpoken || !this.#frontend.proxy.options.has('dontlognull');
  }

  /**
   * The line of `option tcplog`.
   *
   * Shape:   client, time, frontend, backend/server, waits in ms, bytes, how it ended, counts; the
   *          first count is `all`, the connections of all frontends
   * Differs: bytes are estimated
   */
  describe(all: number): string {
    const { addresses } = this.#client.remote.host;
    const { name } = this.#frontend.proxy;
    const from = `${addresses[0]!}:${this.#client.remote.port} [${logTime(this.#startUs)}]`;
    const to = `${this.#backend?.proxy.name ?? name}/${this.#server?.config.name ?? '<NOSRV>'}`;
    const ms = (atUs: number): number => Math.floor((atUs - this.#startUs) / MILLISECOND);
    const connect = this.#connectedUs === undefined ? -1 : ms(this.#connectedUs);
    const waits = `${this.#server ? 1 : -1}/${connect}/${ms(this.#process.nowUs)}`;
    const retries = `${this.#isRedispatched ? '+' : ''}${this.#retries}`;
    const { current } = this.#frontend.tally;
    const atServer = `${this.#backend?.tally.current ?? 0}/${this.#server?.sessions.size ?? 0}`;
    const counts = `${all}/${current}/${atServer}/${retries} 0/0`;
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
      const tallies = [backend.tally, server.tally];
      for (const tally of tallies) tally.connects++;
      const leave = this.#enter(server, () => undefined);
      const dialled = yield* network.dial(this.#process, address, port, timeouts.connect);
      leave();
      if (typeof dialled !== 'string') return dialled;
      this.#flags = dialled === 'ETIMEDOUT' ? 'sC' : 'SC';
      if (this.#retries >= retries) {
        for (const tally of tallies) tally.failures++;
        return undefined;
      }
      this.#retries++;
      for (const tally of tallies) tally.retries++;
      const canTurn = balance === 'roundrobin' && backend.usable.length > 1;
      if (options.has('redispatch') && (canTurn || this.#retries === retries)) {
        const other = backend.choose(client, server);
        this.#isRedispatched ||= other !== server;
        if (other !== server) for (const tally of tallies) tally.redispatches++;
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
    const { client: clientUs = Infinity } = this.#frontend.proxy.timeouts;
    const { server: serverUs = Infinity } = backend.proxy.timeouts;
    const tallies = [this.#frontend.tally, backend.tally, server.tally];
    const patience = { clientUs, serverUs };
    const relay = new Relay(this.#process, this.#client, connection, patience, tallies);
    const leave = this.#enter(server, () => relay.end('DD'));
    server.tally.enter(this.#process.nowUs);
    this.#flags = yield* relay.run();
    server.tally.leave();
    leave();
    for (const tally of [backend.tally, server.tally]) {
      if (this.#flags.startsWith('C')) tally.clientAborts++;
      if (this.#flags.startsWith('S')) tally.serverAborts++;
    }
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

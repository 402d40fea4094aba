import {
  Condition,
  Listener,
  wait,
  type Connection,
  type Process,
  type Program,
  type Task,
  type Thread,
} from '../kernel/index.ts';
import { Backend } from './backend.ts';
import { startChecks } from './checker.ts';
import type { Configuration, Proxy } from './configuration.ts';
import { LineWriter, Logger } from './logger.ts';
import { Session } from './session.ts';

/** What a picture shows of one server. */
export interface ServerView {
  readonly backend: string;
  readonly name: string;
  readonly address: string;
  readonly isUp: boolean;
  /** How many results in a row would change that. */
  readonly checksLeft: number;
  readonly sessions: number;
  readonly lastCheck: string;
}

export interface BalancerView {
  readonly kind: 'haproxy';
  readonly servers: readonly ServerView[];
  readonly sessions: number;
}

/** How many clients are served at a time; more wait at the port. Source: HAProxy's `maxconn` */
const SESSIONS_MAX = 20_000;

/**
 * What does the work, for one reading of the configuration: ports, checks, sessions.
 *
 * SIGUSR1 asks it to take nothing new and to end with its last connection.
 */
export class Worker {
  readonly #proxies: readonly Proxy[];
  readonly #backends: readonly Backend[];
  /** Sessions by frontend: those that are, and those that ever were. */
  readonly #open = new Map<Proxy, number>();
  readonly #taken = new Map<Proxy, number>();
  readonly #changed = new Condition();
  #listeners: Listener[] = [];
  #checks: Thread[] = [];
  #sessions = 0;
  #isStopping = false;

  constructor({ proxies }: Configuration) {
    this.#proxies = proxies;
    this.#backends = proxies
      .filter(({ kind }) => kind !== 'frontend')
      .map((proxy) => new Backend(proxy));
  }

  readonly program: Program = (process) => this.#run(process);

  view(): BalancerView {
    const servers = this.#backends.flatMap(({ proxy: { name: backend }, servers: all }) =>
      all.map(({ config, isUp, checksLeft, lastCheck, sessions }) => {
        const { name } = config;
        const address = `${config.address}:${config.port}`;
        return { backend, name, address, isUp, checksLeft, sessions: sessions.size, lastCheck };
      }),
    );
    return { kind: 'haproxy', servers, sessions: this.#sessions };
  }

  *#run(process: Process): Task<number> {
    const writer = new LineWriter(process);
    for (const proxy of this.#proxies) {
      const logger = new Logger(writer, proxy.logs);
      for (const { port } of proxy.binds) {
        const listener = Listener.open(process, port);
        if (typeof listener === 'string') continue;
        this.#listeners.push(listener);
        process.go(this.#accept(process, proxy, listener, logger));
      }
    }
    this.#checks = startChecks(process, this.#backends, ({ proxy }) => {
      return new Logger(writer, proxy.logs);
    });
    process.onSignal('SIGUSR1', () => this.#stop(writer));
    while (!this.#isStopping || this.#sessions > 0) yield* wait(this.#changed.changed);
    yield* writer.drain();
    return 0;
  }

  /** Takes nothing new: whoever comes next may have the ports. */
  #stop(writer: LineWriter): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    for (const listener of this.#listeners) listener.close();
    for (const thread of this.#checks) thread.cancel();
    for (const proxy of this.#proxies) {
      const taken = this.#backends.find((backend) => backend.proxy === proxy)?.taken ?? 0;
      const counts = `FE: ${this.#taken.get(proxy) ?? 0}, BE: ${taken}`;
      const text = `Proxy ${proxy.name} stopped (cumulated conns: ${counts}).`;
      new Logger(writer, proxy.logs).announce('WARNING', text, 'warning');
    }
    this.#changed.notify();
  }

  *#accept(process: Process, proxy: Proxy, listener: Listener, logger: Logger): Task<void> {
    for (;;) {
      while (this.#sessions >= SESSIONS_MAX) yield* wait(this.#changed.changed);
      const client = yield* listener.accept();
      if (client === undefined) return;
      process.go(this.#serve(process, proxy, client, logger));
    }
  }

  *#serve(process: Process, proxy: Proxy, client: Connection, logger: Logger): Task<void> {
    const target = proxy.defaultBackend ?? proxy.name;
    const backend = this.#backends.find(({ proxy: { name } }) => name === target);
    const session = new Session(process, proxy, backend, client);
    const open = (): number => this.#open.get(proxy) ?? 0;
    this.#sessions++;
    this.#open.set(proxy, open() + 1);
    this.#taken.set(proxy, (this.#taken.get(proxy) ?? 0) + 1);
    yield* session.run();
    if (session.isLogged && LOGGED.some((option) => proxy.options.has(option))) {
      logger.log(session.describe({ all: this.#sessions, frontend: open() }), 'info');
    }
    this.#sessions--;
    this.#open.set(proxy, open() - 1);
    this.#changed.notify();
  }
}

const LOGGED = ['tcplog', 'httplog'];

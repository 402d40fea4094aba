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
import { machineOf } from '../machine/index.ts';
import { Backend } from './backend.ts';
import { startChecks } from './checker.ts';
import type { Configuration, Proxy } from './configuration.ts';
import { Frontend } from './frontend.ts';
import { LineWriter, Logger } from './logger.ts';
import { Session } from './session.ts';
import { Commands, serveStats, type Overview } from './stats/index.ts';
import type { Tally } from './tally.ts';

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

/**
 * What does the work, for one reading of the configuration: ports, checks, sessions.
 *
 * SIGUSR1 asks it to take nothing new and to end with its last connection.
 */
export class Worker {
  readonly #configuration: Configuration;
  #frontends: readonly Frontend[] = [];
  #backends: readonly Backend[] = [];
  readonly #changed = new Condition();
  #listeners: Listener[] = [];
  #checks: Thread[] = [];
  #sessions = 0;
  #isStopping = false;

  constructor(configuration: Configuration) {
    this.#configuration = configuration;
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
    const { proxies, statsSockets } = this.#configuration;
    this.#frontends = proxies
      .filter(({ kind }) => kind !== 'backend')
      .map((proxy) => new Frontend(proxy));
    this.#backends = proxies
      .filter(({ kind }) => kind !== 'frontend')
      .map((proxy) => new Backend(proxy, process.nowUs));
    const writer = new LineWriter(process);
    const loggerOf = ({ proxy }: { readonly proxy: Proxy }) => new Logger(writer, proxy.logs);
    const overview = this.#overviewOf(process);
    for (const frontend of this.#frontends) {
      for (const { port } of frontend.proxy.binds) {
        const listener = Listener.open(process, port);
        if (typeof listener === 'string') continue;
        this.#listeners.push(listener);
        process.go(this.#accept(overview, frontend, listener, loggerOf(frontend)));
      }
    }
    for (const { level, path } of statsSockets) {
      machineOf(process).sockets.listen(process, path, new Commands(overview, level, loggerOf));
    }
    this.#checks = startChecks(process, this.#backends, loggerOf);
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
    for (const proxy of this.#configuration.proxies) {
      const taken = (all: readonly { readonly proxy: Proxy; readonly tally: Tally }[]): number =>
        all.find((one) => one.proxy === proxy)?.tally.total ?? 0;
      const counts = `FE: ${taken(this.#frontends)}, BE: ${taken(this.#backends)}`;
      const text = `Proxy ${proxy.name} stopped (cumulated conns: ${counts}).`;
      new Logger(writer, proxy.logs).announce('WARNING', text, 'warning');
    }
    this.#changed.notify();
  }

  #overviewOf(process: Process): Overview {
    return {
      process,
      proxies: this.#configuration.proxies,
      frontends: this.#frontends,
      backends: this.#backends,
      startUs: process.nowUs,
      maxConnections: this.#configuration.maxConnections,
    };
  }

  /** More clients than are served at a time wait at the port. */
  *#accept(overview: Overview, frontend: Frontend, listener: Listener, logger: Logger): Task<void> {
    const { maxConnections, process } = overview;
    for (;;) {
      while (this.#sessions >= maxConnections) yield* wait(this.#changed.changed);
      const client = yield* listener.accept();
      if (client === undefined) return;
      process.go(this.#serve(overview, frontend, client, logger));
    }
  }

  *#serve(overview: Overview, frontend: Frontend, client: Connection, logger: Logger): Task<void> {
    const { proxy, tally } = frontend;
    const { process } = overview;
    this.#sessions++;
    tally.enter(process.nowUs);
    if (proxy.stats !== undefined && proxy.mode === 'http') {
      yield* serveStats(overview, frontend, proxy.stats, client);
    } else {
      const target = proxy.defaultBackend ?? proxy.name;
      const backend = this.#backends.find((one) => one.proxy.name === target);
      const session = new Session(process, frontend, backend, client);
      yield* session.run();
      if (session.isLogged && LOGGED.some((option) => proxy.options.has(option))) {
        logger.log(session.describe(this.#sessions), 'info');
      }
    }
    this.#sessions--;
    tally.leave();
    this.#changed.notify();
  }
}

const LOGGED = ['tcplog', 'httplog'];

import { Channel, Condition, Listener, wait } from '../kernel/index.ts';
import type { Connection, Process, Program, Task } from '../kernel/index.ts';
import { Backend, type Say } from './backend.ts';
import type { Configuration, Proxy } from './configuration.ts';
import { runSession } from './session.ts';

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

/** How many lines may wait to be written; more are dropped. */
const LINES_MAX = 1_000;

/**
 * Makes the process that does the work, for one reading of the configuration.
 *
 * SIGUSR1 asks it to take nothing new and to end with its last connection; `listening` is called
 * once its ports are open, with what went wrong where they are not.
 */
export function makeWorker(
  configuration: Configuration,
  listening: (fault: string | undefined) => void,
): Program {
  return function* (process) {
    const lines = new Channel<string>(LINES_MAX);
    process.go(write(process, lines));
    const hasLog = configuration.proxies.some((proxy) => proxy.hasLog);
    const say: Say = (level, text, logged) => {
      lines.offer(`${`[${level}]`.padEnd(10)} (${process.pid}) : ${text}\n`);
      if (logged !== undefined && hasLog) lines.offer(`${logged}\n`);
    };
    const { proxies } = configuration;
    const backends = proxies
      .filter(({ kind }) => kind !== 'frontend')
      .map((p) => new Backend(p, say));
    const worker = new Worker(process, proxies, backends, (line) => lines.offer(`${line}\n`));
    const fault = worker.listen();
    listening(fault);
    if (fault !== undefined) return 1;
    for (const backend of backends) backend.start(process);
    process.view = () => worker.view();
    process.onSignal('SIGUSR1', () => worker.stop(say));
    yield* worker.drained();
    return 0;
  };
}

class Worker {
  readonly #process: Process;
  readonly #proxies: readonly Proxy[];
  readonly #backends: readonly Backend[];
  readonly #log: (line: string) => void;
  readonly #listeners: Listener[] = [];
  readonly #changed = new Condition();
  #sessions = 0;
  #isStopping = false;

  constructor(
    process: Process,
    proxies: readonly Proxy[],
    backends: readonly Backend[],
    log: (line: string) => void,
  ) {
    this.#process = process;
    this.#proxies = proxies;
    this.#backends = backends;
    this.#log = log;
  }

  /** Opens the ports. Errors: HAProxy's sentence */
  listen(): string | undefined {
    for (const proxy of this.#proxies) {
      for (const { port } of proxy.binds) {
        const listener = Listener.open(this.#process, port);
        if (typeof listener === 'string') {
          const which = `${proxy.kind === 'listen' ? 'proxy' : proxy.kind} ${proxy.name}`;
          const why = `cannot bind socket (Address already in use) [0.0.0.0:${port}]`;
          return `Starting ${which}: ${why}`;
        }
        this.#listeners.push(listener);
        this.#process.go(this.#accept(proxy, listener));
      }
    }
    return undefined;
  }

  /** Takes nothing new. */
  stop(say: Say): void {
    this.#isStopping = true;
    for (const listener of this.#listeners) listener.close();
    for (const { name } of this.#proxies) {
      const text = `Proxy ${name} stopped (cumulated conns: FE: 0, BE: 0).`;
      say('WARNING', text, text);
    }
    this.#changed.notify();
  }

  *drained(): Task<void> {
    while (!this.#isStopping || this.#sessions > 0) yield* wait(this.#changed.changed);
  }

  view(): BalancerView {
    const servers = this.#backends.flatMap(({ proxy, servers: all }) =>
      all.map(({ config, isUp, checksLeft, lastCheck, sessions }) => ({
        backend: proxy.name,
        name: config.name,
        address: `${config.address}:${config.port}`,
        isUp,
        checksLeft,
        sessions,
        lastCheck,
      })),
    );
    return { kind: 'haproxy', servers, sessions: this.#sessions };
  }

  *#accept(proxy: Proxy, listener: Listener): Task<void> {
    for (;;) {
      const client = yield* listener.accept();
      if (client === undefined) return;
      this.#process.go(this.#serve(proxy, client));
    }
  }

  *#serve(proxy: Proxy, client: Connection): Task<void> {
    const target = proxy.kind === 'listen' ? proxy.name : proxy.defaultBackend;
    const backend = this.#backends.find(({ proxy: { name } }) => name === target);
    this.#sessions++;
    const line = yield* runSession(this.#process, proxy, backend, client);
    this.#sessions--;
    if (proxy.hasTcpLog && proxy.hasLog) this.#log(line);
    this.#changed.notify();
  }
}

function* write(process: Process, lines: Channel<string>): Task<void> {
  for (;;) {
    const line = yield* lines.take();
    if (line === undefined) return;
    yield* process.warn(line);
  }
}

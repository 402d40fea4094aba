import { sleep, type Process, type Task } from '../kernel/index.ts';
import type { Proxy } from './configuration.ts';
import { checkServer } from './health-check.ts';
import { Server, type Transition } from './server.ts';

/** How a worker says something: to its standard error, and to the log where there is one. */
export type Say = (level: 'ALERT' | 'WARNING', text: string, logged?: string) => void;

/** A group of servers, and which of them is to take the next connection. */
export class Backend {
  readonly proxy: Proxy;
  readonly servers: readonly Server[];
  readonly #say: Say;
  #next = 0;

  constructor(proxy: Proxy, say: Say) {
    this.proxy = proxy;
    this.servers = proxy.servers.map((config) => new Server(config));
    this.#say = say;
  }

  /** Starts the checks, spread over the shortest time between two of them. */
  start(process: Process): void {
    const checked = this.servers.filter(({ config }) => config.isChecked);
    const least = Math.min(...checked.map(({ config }) => config.interUs));
    checked.forEach((server, at) => {
      process.go(this.#check(process, server, Math.floor((least * at) / checked.length)));
    });
  }

  /** The server for the next connection. Errors: undefined where none is up */
  choose(except?: Server): Server | undefined {
    const up = this.servers.filter((server) => server.isUp && server !== except);
    const active = up.filter(({ config }) => !config.isBackup);
    const usable = active.length > 0 ? active : up.slice(0, 1);
    if (this.proxy.balance === 'leastconn') {
      const least = Math.min(...usable.map(({ sessions }) => sessions));
      return usable.find(({ sessions }) => sessions === least);
    }
    for (let tries = 0; tries < this.servers.length; tries++) {
      const server = this.servers[this.#next++ % this.servers.length]!;
      if (usable.includes(server)) return server;
    }
    return undefined;
  }

  *#check(process: Process, server: Server, delayUs: number): Task<void> {
    yield* sleep(delayUs);
    for (;;) {
      const { isPassed, reason } = yield* checkServer(process, this.proxy, server.config);
      server.lastCheck = reason;
      const change = server.take(isPassed);
      if (change) this.#tell(server, change, reason);
      yield* sleep(server.config.interUs);
    }
  }

  #tell(server: Server, change: Transition, reason: string): void {
    const { name } = this.proxy;
    const count = (isBackup: boolean): number =>
      this.servers.filter(({ isUp, config }) => isUp && config.isBackup === isBackup).length;
    const [active, backup] = [count(false), count(true)];
    const onBackup = backup > 0 && active === 0 ? ' Running on backup.' : '';
    const rest =
      change === 'DOWN'
        ? `left.${onBackup} ${server.sessions} sessions active, 0 requeued, 0 remaining in queue.`
        : `online.${onBackup} 0 sessions requeued, 0 total in queue.`;
    const kind = server.config.isBackup ? 'Backup Server' : 'Server';
    const what = `${kind} ${name}/${server.config.name} is ${change}, reason: ${reason}`;
    const text = `${what}. ${active} active and ${backup} backup servers ${rest}`;
    this.#say('WARNING', text, text);
    if (active + backup > 0) return;
    const none = 'has no server available!';
    this.#say('ALERT', `backend '${name}' ${none}`, `backend ${name} ${none}`);
  }
}

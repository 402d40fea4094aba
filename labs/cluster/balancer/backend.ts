import { hash32 } from '../kernel/index.ts';
import type { Proxy } from './configuration.ts';
import type { Logger } from './logger.ts';
import { Server } from './server.ts';

/** A group of servers, and which of them is to take the next connection. */
export class Backend {
  readonly proxy: Proxy;
  readonly servers: readonly Server[];
  /** Connections that ever came here, and those that are here. */
  taken = 0;
  sessions = 0;

  constructor(proxy: Proxy) {
    this.proxy = proxy;
    this.servers = proxy.servers.map((config) => new Server(config));
  }

  /** Servers that take connections now: those that are up, or else the first spare one. */
  get usable(): readonly Server[] {
    const up = this.servers.filter((server) => server.isUp && server.config.weight > 0);
    const active = up.filter(({ config }) => !config.isBackup);
    return active.length > 0 ? active : up.slice(0, 1);
  }

  /**
   * The server for the next connection: another one than `except` where there is another.
   *
   * Errors:  undefined where none is up
   * Differs: the order among servers of unlike weight, and which address meets which server
   */
  choose(client: string, except?: Server): Server | undefined {
    const all = this.usable;
    const others = all.filter((server) => server !== except);
    const servers = others.length > 0 ? others : all;
    switch (this.proxy.balance) {
      case 'leastconn':
        return least(servers);
      case 'source':
        return bySource(servers, client);
      case 'roundrobin':
        return inTurn(servers);
    }
  }

  /** A check had another result than before: tells the log, and of the last server to go. */
  tell(server: Server, isPassed: boolean, isTurn: boolean, logger: Logger): void {
    const { name, options } = this.proxy;
    const isTold = options.has('log-health-checks');
    const title = `${name}/${server.config.name}`;
    if (isTold) {
      const outcome = `${isPassed ? 'succeeded' : 'failed'}, reason: ${server.lastCheck}`;
      const text = `Health check for server ${title} ${outcome}, status: ${server.standing}.`;
      logger.announce('WARNING', text, 'notice');
    }
    if (!isTurn) return;
    const { active, backup } = this.#count();
    const onBackup = backup > 0 && active === 0 ? ' Running on backup.' : '';
    const sessions = server.sessions.size;
    const rest = server.isUp
      ? `online.${onBackup} 0 sessions requeued, 0 total in queue.`
      : `left.${onBackup} ${sessions} sessions active, 0 requeued, 0 remaining in queue.`;
    const kind = server.config.isBackup ? 'Backup Server' : 'Server';
    const why = isTold ? '' : `, reason: ${server.lastCheck}`;
    const what = `${kind} ${title} is ${server.isUp ? 'UP' : 'DOWN'}${why}`;
    const text = `${what}. ${active} active and ${backup} backup servers ${rest}`;
    logger.announce('WARNING', text, server.isUp ? 'notice' : 'alert');
    if (active + backup > 0) return;
    const none = 'has no server available!';
    logger.announce('ALERT', `backend '${name}' ${none}`, 'emerg', `backend ${name} ${none}`);
  }

  #count(): { readonly active: number; readonly backup: number } {
    const up = this.servers.filter(({ isUp }) => isUp);
    const backup = up.filter(({ config }) => config.isBackup).length;
    return { active: up.length - backup, backup };
  }
}

/** Each as often as its weight says, and as far apart as can be. */
function inTurn(servers: readonly Server[]): Server | undefined {
  let chosen: Server | undefined;
  let sum = 0;
  for (const server of servers) {
    server.turn += server.config.weight;
    sum += server.config.weight;
    if (chosen === undefined || server.turn > chosen.turn) chosen = server;
  }
  if (chosen !== undefined) chosen.turn -= sum;
  return chosen;
}

/** The one with the fewest connections for its weight; in turn where that says nothing. */
function least(servers: readonly Server[]): Server | undefined {
  const load = ({ sessions, config }: Server): number => sessions.size / config.weight;
  const lowest = Math.min(...servers.map(load));
  return inTurn(servers.filter((server) => load(server) === lowest));
}

/** The same server for the same client, as long as the same servers are up. */
function bySource(servers: readonly Server[], client: string): Server | undefined {
  const slots = servers.flatMap((server) => Array<Server>(server.config.weight).fill(server));
  return slots[hash32(client) % slots.length];
}

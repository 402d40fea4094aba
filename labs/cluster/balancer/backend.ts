import { hash32 } from '../kernel/index.ts';
import type { Proxy } from './configuration.ts';
import type { Logger } from './logger.ts';
import { Server, type AdminState } from './server.ts';
import { Tally } from './tally.ts';
import { Uptime } from './uptime.ts';

/** A group of servers, and which of them is to take the next connection. */
export class Backend {
  readonly proxy: Proxy;
  readonly servers: readonly Server[];
  readonly tally = new Tally();
  /** Without servers it counts as up. */
  readonly uptime: Uptime;
  /** How often a server was chosen. */
  turns = 0;

  constructor(proxy: Proxy, nowUs: number) {
    this.proxy = proxy;
    this.servers = proxy.servers.map((config) => new Server(config, nowUs));
    this.uptime = new Uptime(this.servers.length === 0 || this.usable.length > 0, nowUs);
  }

  /** Servers that take connections now: those that are up, or else the first spare one. */
  get usable(): readonly Server[] {
    const up = this.servers.filter((server) => server.isUsable);
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
    const chosen = this.#pick(client, except);
    if (chosen === undefined) return undefined;
    this.turns++;
    chosen.turns++;
    return chosen;
  }

  #pick(client: string, except: Server | undefined): Server | undefined {
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
    if (isTold) {
      const title = `${name}/${server.config.name}`;
      const outcome = `${isPassed ? 'succeeded' : 'failed'}, reason: ${server.lastCheck}`;
      const text = `Health check for server ${title} ${outcome}, status: ${server.standing}.`;
      logger.announce('WARNING', text, 'notice');
    }
    if (!isTurn) return;
    const why = isTold ? '' : `, reason: ${server.lastCheck}`;
    const what = `${this.#title(server)} is ${server.isUp ? 'UP' : 'DOWN'}${why}`;
    const text = `${what}. ${this.#rest(server)}`;
    logger.announce('WARNING', text, server.isUp ? 'notice' : 'alert');
    this.#turn(server.uptime.changedUs, logger);
  }

  /**
   * An administrator wants something else of a server: tells the log.
   *
   * Source:  HAProxy 2.6 src/server.c `srv_update_status`
   */
  setState(server: Server, state: AdminState, nowUs: number, logger: Logger): void {
    const { admin: before, isUp: wasUp } = server;
    if (before === state) return;
    server.setAdmin(state, nowUs);
    const title = this.#title(server);
    logger.announce('WARNING', `${title} ${this.#news(server, before, wasUp)}`, 'notice');
    this.#turn(nowUs, logger);
  }

  #news(server: Server, before: AdminState, wasUp: boolean): string {
    if (server.admin === 'maint') {
      if (!wasUp) return 'was DOWN and now enters maintenance.';
      return `is going DOWN for maintenance. ${this.#rest(server)}`;
    }
    const now = server.isUp ? 'UP' : 'DOWN';
    if (before === 'maint') {
      return `is ${now}/${server.admin.toUpperCase()} (leaving forced maintenance).`;
    }
    if (server.admin === 'drain') return `enters drain state. ${this.#rest(server)}`;
    return `is ${now} (leaving forced drain).`;
  }

  #title({ config }: Server): string {
    const kind = config.isBackup ? 'Backup Server' : 'Server';
    return `${kind} ${this.proxy.name}/${config.name}`;
  }

  /** Who is left, in the words that follow on news of a server. */
  #rest({ isUp, sessions }: Server): string {
    const { active, backup } = this.count();
    const onBackup = backup > 0 && active === 0 ? ' Running on backup.' : '';
    const rest = isUp
      ? `online.${onBackup} 0 sessions requeued, 0 total in queue.`
      : `left.${onBackup} ${sessions.size} sessions active, 0 requeued, 0 remaining in queue.`;
    return `${active} active and ${backup} backup servers ${rest}`;
  }

  /** Notes that the last server went, or the first one came. */
  #turn(nowUs: number, logger: Logger): void {
    const { active, backup } = this.count();
    const isUp = active + backup > 0;
    if (isUp !== this.uptime.isUp) this.uptime.turn(isUp, nowUs);
    if (isUp) return;
    const { name } = this.proxy;
    const none = 'has no server available!';
    logger.announce('ALERT', `backend '${name}' ${none}`, 'emerg', `backend ${name} ${none}`);
  }

  /** How many servers take connections, spare ones apart. */
  count(): { readonly active: number; readonly backup: number } {
    const up = this.servers.filter((server) => server.isUp && server.admin === 'ready');
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

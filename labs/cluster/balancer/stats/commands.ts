import type { Backend } from '../backend.ts';
import type { AccessLevel, Proxy } from '../configuration.ts';
import type { Logger } from '../logger.ts';
import type { AdminState, Server } from '../server.ts';
import { VERSION } from '../version.ts';
import { formatCsv } from './csv.ts';
import { formatInfo } from './info.ts';
import { proxyId, type Overview } from './overview.ts';
import { rowsOf, type Row } from './rows.ts';

type LoggerOf = (backend: { readonly proxy: Proxy }) => Logger;

/** Errors: what is said instead. */
type Command = (words: readonly string[]) => string;

const states: readonly AdminState[] = ['ready', 'drain', 'maint'];

/**
 * What takes commands at a socket of HAProxy's: a line, with `;` between several commands.
 *
 * Source:  HAProxy 2.6 src/cli.c, src/server.c, src/stats.c, src/proxy.c, and its answers
 * Differs: a command that is not there is named so, where HAProxy proposes others
 */
export class Commands {
  readonly #overview: Overview;
  readonly #level: AccessLevel;
  readonly #loggerOf: LoggerOf;

  constructor(overview: Overview, level: AccessLevel, loggerOf: LoggerOf) {
    this.#overview = overview;
    this.#level = level;
    this.#loggerOf = loggerOf;
  }

  /** Answers one line. Shape: an empty line ends the answer to each command */
  ask(line: string): string {
    return line
      .trim()
      .split(/\s*;\s*/)
      .map((command) => this.#run(command))
      .join('');
  }

  #run(text: string): string {
    const found = [...this.#commands].find(
      ([name]) => text === name || text.startsWith(`${name} `),
    );
    if (text === 'quit') return '';
    if (found === undefined) return `${UNKNOWN}${HELP}\n`;
    const [name, command] = found;
    const words = text.slice(name.length).trim().split(/\s+/);
    return `${command(words)}\n`;
  }

  readonly #commands = new Map<string, Command>([
    ['help', () => HELP],
    ['show backend', () => this.#showBackends()],
    ['show cli level', () => `${this.#level}\n`],
    ['show info', () => formatInfo(this.#overview)],
    ['show stat', (words) => this.#showStat(words)],
    ['show version', () => `${VERSION}\n`],
    ['set server', ([name, ...words]) => this.#setServer(name, words)],
    ['disable server', ([name]) => this.#setState(name, 'maint')],
    ['enable server', ([name]) => this.#setState(name, 'ready')],
    ['shutdown sessions server', ([name]) => this.#shutdownSessions(name)],
    ['clear counters', ([all]) => this.#clearCounters(all === 'all')],
  ]);

  #showBackends(): string {
    const names = this.#overview.backends.map(({ proxy: { name } }) => `${name}\n`);
    return `# name\n${names.join('')}`;
  }

  /** Shape: perhaps a proxy, by name or number, a sum of kinds (1, 2, 4) and a server's number */
  #showStat([proxy = '', kinds = '-1', server = '-1', ...rest]: readonly string[]): string {
    const rows = rowsOf(this.#overview);
    if (proxy === '') return formatCsv(rows);
    if (/^(typed|json|desc)$/.test(proxy)) return `${proxy} is not modelled in this lab.\n`;
    if (proxy === 'up' || proxy === 'no-maint' || rest.length > 0) {
      const isHidden = ({ svname, status = '' }: Row): boolean => {
        const isServer = svname !== 'FRONTEND' && svname !== 'BACKEND';
        if (!isServer) return false;
        return status === 'MAINT' || (proxy === 'up' && String(status).startsWith('DOWN'));
      };
      return formatCsv(rows.filter((row) => !isHidden(row)));
    }
    const found = this.#overview.proxies.find(({ name }) => name === proxy);
    const id = found === undefined ? Number(proxy) : proxyId(this.#overview, found);
    if (Number.isNaN(id)) return 'No such proxy.\n';
    const isShown = ({ iid, sid, type }: Row): boolean =>
      (id === -1 || iid === id) &&
      (Number(kinds) === -1 || (Number(kinds) & (1 << Number(type))) !== 0) &&
      (Number(server) === -1 || sid === Number(server));
    return formatCsv(rows.filter(isShown));
  }

  #setServer(name: string | undefined, [what, state]: readonly string[]): string {
    if (this.#level !== 'admin') return DENIED;
    const found = this.#find(name);
    if (typeof found === 'string') return found;
    if (what !== 'state') return what && settable.has(what) ? notModelled(what) : SET_USAGE;
    if (!states.some((one) => one === state)) return STATE_USAGE;
    return this.#change(found, state as AdminState);
  }

  #setState(name: string | undefined, state: AdminState): string {
    if (this.#level !== 'admin') return DENIED;
    const found = this.#find(name);
    return typeof found === 'string' ? found : this.#change(found, state);
  }

  #change({ backend, server }: Place, state: AdminState): string {
    backend.setState(server, state, this.#overview.process.nowUs, this.#loggerOf(backend));
    return '';
  }

  #shutdownSessions(name: string | undefined): string {
    if (this.#level !== 'admin') return DENIED;
    const found = this.#find(name);
    if (typeof found === 'string') return found;
    for (const end of [...found.server.sessions]) end();
    return '';
  }

  #clearCounters(isAll: boolean): string {
    if (isAll && this.#level !== 'admin') return DENIED;
    const { backends, frontends } = this.#overview;
    const servers = backends.flatMap((backend) => backend.servers);
    for (const { tally } of [...frontends, ...backends, ...servers]) tally.clear(isAll);
    return '';
  }

  /** Errors: HAProxy's sentence */
  #find(name = ''): Place | string {
    const [backendName, serverName] = name.split('/');
    if (!backendName || !serverName) return "Require 'backend/server'.\n";
    const backend = this.#overview.backends.find(({ proxy }) => proxy.name === backendName);
    if (backend === undefined) return 'No such backend.\n';
    const server = backend.servers.find(({ config }) => config.name === serverName);
    return server === undefined ? 'No such server.\n' : { backend, server };
  }
}

interface Place {
  readonly backend: Backend;
  readonly server: Server;
}

const DENIED = 'Permission denied\n';

const SET_USAGE =
  'usage: set server <backend>/<server> addr | agent | agent-addr | agent-port | agent-send | ' +
  'check-addr | check-port | fqdn | health | ssl | state | weight\n';
const STATE_USAGE = "'set server <srv> state' expects 'ready', 'drain' and 'maint'.\n";

/** What of a server a real HAProxy lets one set besides its state. */
const settable = new Set([
  ...['addr', 'agent', 'agent-addr', 'agent-port', 'agent-send', 'check-addr', 'check-port'],
  ...['fqdn', 'health', 'ssl', 'weight'],
]);

function notModelled(what: string): string {
  return `Setting ${what} is not modelled in this lab.\n`;
}

const UNKNOWN = 'Unknown command, or one that is not modelled in this lab.\n';

const DISABLE = "disable a server for maintenance (use 'set server' instead)";

/** As HAProxy has them, but for what is not modelled. */
const HELP = `The following commands are valid at this level:
  clear counters [all]                    : clear max statistics counters (or all counters)
  disable server (DEPRECATED)             : ${DISABLE}
  enable server  (DEPRECATED)             : enable a disabled server (use 'set server' instead)
  set server <bk>/<srv> [opts]            : change a server's state, weight, address or ssl
  show backend                            : list backends in the current running config
  show cli level                          : display the level of the current CLI session
  show info [desc|json|typed|float]*      : report information about the running process
  show stat [desc|json|no-maint|typed|up]*: report counters for each proxy and server
  show version                            : show version of the current process
  shutdown sessions server <bk>/<srv>     : kill sessions on a server
  help [<command>]                        : list matching or all commands
  quit                                    : disconnect
`;

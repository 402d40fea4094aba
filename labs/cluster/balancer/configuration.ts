import type { Certificate } from '../api/index.ts';
import { SECOND } from '../kernel/index.ts';

/** What a `server` or a `default-server` line may say of a server. Times in microseconds. */
export interface ServerSettings {
  isChecked: boolean;
  isCheckedOverTls: boolean;
  /** Whose certificates a check trusts; anybody's with 'none'. */
  verify: 'none' | 'required' | undefined;
  authorities: readonly Certificate[] | undefined;
  checkPort: number | undefined;
  interUs: number;
  /** Between checks while the server is on its way up or down. */
  fastInterUs: number | undefined;
  downInterUs: number | undefined;
  fall: number;
  rise: number;
  weight: number;
  isBackup: boolean;
  isDisabled: boolean;
  /** `on-marked-down shutdown-sessions`. */
  endsSessions: boolean;
}

export interface ServerConfig extends ServerSettings {
  readonly name: string;
  readonly address: string;
  readonly port: number;
}

/** What is asked of a server to know whether it works; with 'tcp' a connection is enough. */
export interface HealthCheck {
  kind: 'http' | 'tcp-check' | 'tcp';
  method: string;
  uri: string;
  headers: Record<string, string>;
  isTls: boolean;
  port: number | undefined;
  /** Statuses from … to; 200 to 399 where left out. */
  expected:
    { readonly isNegated: boolean; readonly ranges: readonly [number, number][] } | undefined;
}

export interface LogTarget {
  /** 'nowhere': a syslog server on the network, where nobody listens. */
  readonly to: 'stdout' | 'stderr' | 'journal' | 'nowhere';
  readonly format: 'raw' | 'short' | 'rfc3164';
  readonly facility: number;
  /** Syslog's number of the least urgent level that is written. */
  readonly maxLevel: number;
}

export const timeoutNames = [
  ...(['client', 'server', 'connect', 'check', 'queue', 'http-keep-alive'] as const),
  ...(['http-request', 'tunnel', 'tarpit', 'client-fin', 'server-fin'] as const),
] as const;

export type Timeout = (typeof timeoutNames)[number];

/** What `stats` lines ask for. */
export interface StatsSettings {
  uri: string;
  realm: string;
  refreshSeconds: number | undefined;
  /** `user:password`; anybody may look where there is none. */
  readonly accounts: string[];
}

export type AccessLevel = 'user' | 'operator' | 'admin';

/** A socket in the file system at which HAProxy takes commands. */
export interface StatsSocket {
  readonly path: string;
  readonly level: AccessLevel;
}

export interface Bind {
  readonly address: string;
  readonly port: number;
  /** `haproxy.cfg:17`. */
  readonly where: string;
}

/** A `frontend`, a `backend`, or a `listen`, which is both; or the `defaults` of those below it. */
export interface Proxy {
  readonly kind: 'defaults' | 'frontend' | 'backend' | 'listen';
  readonly name: string;
  /** `haproxy.cfg:16`. */
  readonly where: string;
  readonly binds: Bind[];
  readonly servers: ServerConfig[];
  /** What holds for the servers below, unless their lines say otherwise. */
  readonly defaultServer: ServerSettings;
  readonly timeouts: Partial<Record<Timeout, number>>;
  readonly logs: LogTarget[];
  readonly options: Set<string>;
  readonly check: HealthCheck;
  /** Where `option httplog` stands. */
  httplogAt: string | undefined;
  mode: 'tcp' | 'http';
  defaultBackend: string | undefined;
  balance: 'roundrobin' | 'leastconn' | 'source';
  retries: number;
  logsToGlobal: boolean;
  stats: StatsSettings | undefined;
}

export interface Configuration {
  readonly proxies: readonly Proxy[];
  readonly isDaemon: boolean;
  readonly statsSockets: readonly StatsSocket[];
  /** How many clients are served at a time, by one frontend or by all. */
  readonly maxConnections: number;
}

export function newProxy(kind: Proxy['kind'], name: string, where: string, from?: Proxy): Proxy {
  const { headers = {}, ...check } = from?.check ?? {};
  return {
    kind,
    name,
    where,
    binds: [],
    servers: [],
    defaultServer: { ...serverDefaults, ...from?.defaultServer },
    timeouts: { ...from?.timeouts },
    logs: [...(from?.logs ?? [])],
    options: new Set(from?.options),
    check: { ...checkDefaults, ...check, headers: { ...headers } },
    httplogAt: from?.httplogAt,
    mode: from?.mode ?? 'tcp',
    defaultBackend: from?.defaultBackend,
    balance: from?.balance ?? 'roundrobin',
    retries: from?.retries ?? 3,
    logsToGlobal: from?.logsToGlobal ?? false,
    stats: from?.stats && { ...from.stats, accounts: [...from.stats.accounts] },
  };
}

const checkDefaults = {
  kind: 'tcp' as const,
  method: 'OPTIONS',
  uri: '/',
  isTls: false,
  port: undefined,
  expected: undefined,
};

const serverDefaults: ServerSettings = {
  isChecked: false,
  isCheckedOverTls: false,
  verify: undefined,
  authorities: undefined,
  checkPort: undefined,
  interUs: 2 * SECOND,
  fastInterUs: undefined,
  downInterUs: undefined,
  fall: 3,
  rise: 2,
  weight: 1,
  isBackup: false,
  isDisabled: false,
  endsSessions: false,
};

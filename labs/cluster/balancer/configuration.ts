import { SECOND } from '../kernel/index.ts';

/** One server of a backend. Times in microseconds. */
export interface ServerConfig {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly isChecked: boolean;
  readonly isCheckedOverTls: boolean;
  readonly interUs: number;
  readonly fall: number;
  readonly rise: number;
  readonly isBackup: boolean;
}

export interface HttpCheck {
  method: string;
  uri: string;
  /** Statuses that are fine; any 2xx or 3xx where left out. */
  expected: readonly number[] | undefined;
  isTls: boolean;
}

/** A `frontend`, a `backend`, or a `listen`, which is both. */
export interface Proxy {
  readonly kind: 'frontend' | 'backend' | 'listen';
  readonly name: string;
  readonly line: number;
  readonly binds: { readonly port: number; readonly text: string }[];
  readonly servers: ServerConfig[];
  defaultBackend: string | undefined;
  balance: 'roundrobin' | 'leastconn';
  check: HttpCheck | undefined;
  retries: number;
  isRedispatched: boolean;
  hasTcpLog: boolean;
  hasLog: boolean;
  timeouts: Partial<Record<Timeout, number>>;
  /** Words that count for every server of the proxy. */
  defaultServer: Partial<ServerConfig> & { verify?: string };
}

export type Timeout = (typeof timeoutNames)[number];

export const timeoutNames = [
  ...(['client', 'server', 'connect', 'check', 'queue', 'http-keep-alive'] as const),
  ...(['http-request', 'tunnel', 'tarpit', 'client-fin', 'server-fin'] as const),
] as const;

export interface Configuration {
  readonly proxies: readonly Proxy[];
}

export function newProxy(kind: Proxy['kind'], name: string, line: number, from?: Proxy): Proxy {
  return {
    kind,
    name,
    line,
    binds: [],
    servers: [],
    defaultBackend: from?.defaultBackend,
    balance: from?.balance ?? 'roundrobin',
    check: from?.check && { ...from.check },
    retries: from?.retries ?? 3,
    isRedispatched: from?.isRedispatched ?? false,
    hasTcpLog: from?.hasTcpLog ?? false,
    hasLog: from?.hasLog ?? false,
    timeouts: { ...from?.timeouts },
    defaultServer: { ...from?.defaultServer },
  };
}

export const serverDefaults = {
  isChecked: false,
  isCheckedOverTls: false,
  interUs: 2 * SECOND,
  fall: 3,
  rise: 2,
  isBackup: false,
};

import type { Process } from '../../kernel/index.ts';
import type { Backend } from '../backend.ts';
import type { Proxy } from '../configuration.ts';
import type { Frontend } from '../frontend.ts';

/** All that statistics tell of, and commands change. */
export interface Overview {
  readonly process: Process;
  /** In the order of the file. */
  readonly proxies: readonly Proxy[];
  readonly frontends: readonly Frontend[];
  readonly backends: readonly Backend[];
  readonly startUs: number;
  readonly maxConnections: number;
}

/** The number of the first proxy; HAProxy keeps 1 for its own socket. */
const FIRST_ID = 2;

/** The number by which a proxy is known: `iid`. */
export function proxyId({ proxies }: Overview, proxy: Proxy): number {
  return FIRST_ID + proxies.indexOf(proxy);
}

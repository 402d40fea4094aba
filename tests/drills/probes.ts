import { MILLISECOND, SECOND, type Random } from '../../labs/cluster/kernel/index.ts';
import type { Probe } from './probe.ts';

/** What the probes read and write. */
export const NAMESPACE = '/api/v1/namespaces/default/configmaps';
const CONFIG_MAP = `${NAMESPACE}/probe`;

const PERIOD_US = 400 * MILLISECOND;
/** In the recordings each read follows a write of its own period, by this at most. */
const READ_AFTER_WRITE_US = 50 * MILLISECOND;

/**
 * The probes of the recordings: three kinds of request through the balancer, and each API server
 * asked directly, a read and its readiness. When each begins is luck, but that the write and the
 * read go nearly together: so did the recorder's, and it decides which of them the balancer sends
 * to which server.
 */
export function makeProbes(balancer: string, servers: readonly string[], luck: Random): Probe[] {
  const get = { method: 'GET', path: CONFIG_MAP } as const;
  const list = { method: 'GET', path: NAMESPACE } as const;
  const readyz = { method: 'GET', path: '/readyz' } as const;
  const body = (number: number): string => JSON.stringify({ data: { number: String(number) } });
  const write = { method: 'PATCH', path: CONFIG_MAP, body } as const;
  const through = { address: balancer, limitUs: 15 * SECOND };
  const writeAtUs = luck.int(0, PERIOD_US);
  const getAtUs = writeAtUs + luck.int(0, READ_AFTER_WRITE_US);
  const everySecond = () => ({ periodUs: SECOND, offsetUs: luck.int(0, SECOND) });
  return [
    { name: 'lb.write', ...write, ...through, periodUs: PERIOD_US, offsetUs: writeAtUs },
    { name: 'lb.get', ...get, ...through, periodUs: PERIOD_US, offsetUs: getAtUs },
    {
      name: 'lb.list',
      ...list,
      ...through,
      periodUs: 2 * PERIOD_US,
      offsetUs: luck.int(0, 2 * PERIOD_US),
    },
    ...servers.flatMap((address, at) => [
      { name: `a${at}.get`, ...get, address, limitUs: 12 * SECOND, ...everySecond() },
      { name: `a${at}.readyz`, ...readyz, address, limitUs: 4 * SECOND, ...everySecond() },
    ]),
  ];
}

import type { Process, Task } from '../kernel/index.ts';
import { machineOf } from '../machine/machine.ts';
import { dialHttp, type HttpLink } from '../client/http.ts';
import { parseUrl } from './flags.ts';

/** Connects to another member's peer URL. Errors: what Go's net package says. */
export function* dialPeer(
  process: Process,
  url: string,
  timeoutUs: number,
): Task<HttpLink | string> {
  const { host, port } = parseUrl(url) ?? { host: '', port: 0 };
  const address = machineOf(process).resolveName(host);
  if (address === undefined) return `dial tcp: lookup ${host}: no such host`;
  const link = yield* dialHttp(process, address, port, { timeoutUs });
  if (typeof link !== 'string') return link;
  const why = link === 'ECONNREFUSED' ? 'connect: connection refused' : 'i/o timeout';
  return `dial tcp ${address}:${port}: ${why}`;
}

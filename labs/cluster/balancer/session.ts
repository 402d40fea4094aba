import {
  calendarTime,
  Condition,
  MILLISECOND,
  SECOND,
  after,
  select,
  sleep,
  type Connection,
  type Process,
  type Task,
} from '../kernel/index.ts';
import type { Backend } from './backend.ts';
import type { Proxy } from './configuration.ts';
import type { Server } from './server.ts';

/** The pause before a server that refused is asked again. Source: HAProxy's turn-around, 1 s */
const TURN_AROUND_US = SECOND;

interface Outcome {
  readonly server: Server | undefined;
  readonly retries: number;
  /** When the server had been reached; undefined where it never was. */
  readonly connectedUs: number | undefined;
  readonly messages: number;
  readonly flags: string;
}

/**
 * One client's connection, from the first word to the last. Shape: the line of `option tcplog`
 *
 * A server that cannot be reached is tried again, the same one, after a second; with `option
 * redispatch` the last try goes to another. When there is none, the client is closed.
 *
 * Source:  HAProxy 2.6 src/stream.c, src/backend.c `back_handle_st_cer`
 * Differs: the log counts messages in the place of bytes
 */
export function* runSession(
  process: Process,
  frontend: Proxy,
  backend: Backend | undefined,
  client: Connection,
): Task<string> {
  const startUs = process.nowUs;
  const outcome = backend
    ? yield* connectAndPass(process, backend, frontend, client)
    : { server: undefined, retries: 0, connectedUs: undefined, messages: 0, flags: 'SC' };
  client.close();
  const { connectedUs, flags, messages, retries, server } = outcome;
  const ms = (us: number): number => Math.floor(us / MILLISECOND);
  const connect = connectedUs === undefined ? -1 : ms(connectedUs - startUs);
  const times = `${server ? 0 : -1}/${connect}/${ms(process.nowUs - startUs)}`;
  const from = `${client.remote.host.addresses[0]}:${client.remote.port}`;
  const target = `${backend?.proxy.name ?? frontend.name}/${server?.config.name ?? '<NOSRV>'}`;
  const counts = `1/1/0/0/${retries} 0/0`;
  const what = `${from} [${logTime(startUs)}] ${frontend.name} ${target}`;
  return `${what} ${times} ${messages} ${flags} ${counts}`;
}

function* connectAndPass(
  process: Process,
  backend: Backend,
  frontend: Proxy,
  client: Connection,
): Task<Outcome> {
  const { proxy } = backend;
  const { network } = process.kernel;
  const timeoutUs = proxy.timeouts.connect;
  let server = backend.choose();
  let retries = 0;
  while (server) {
    const { address, port } = server.config;
    const near = yield* network.dial(process, address, port, timeoutUs);
    if (typeof near !== 'string') {
      const connectedUs = process.nowUs;
      server.sessions++;
      try {
        const { messages, flags } = yield* pass(process, frontend, proxy, client, near);
        return { server, retries, connectedUs, messages, flags };
      } finally {
        server.sessions--;
      }
    }
    if (retries >= proxy.retries) break;
    retries++;
    if (proxy.isRedispatched && retries === proxy.retries) {
      server = backend.choose(server) ?? server;
    } else if (near !== 'ETIMEDOUT') {
      yield* sleep(Math.min(TURN_AROUND_US, timeoutUs ?? TURN_AROUND_US));
    }
  }
  return { server, retries, connectedUs: undefined, messages: 0, flags: 'SC' };
}

/** Passes messages on, both ways, until one side ends or nothing was said for too long. */
function* pass(
  process: Process,
  frontend: Proxy,
  backend: Proxy,
  client: Connection,
  server: Connection,
): Task<{ readonly messages: number; readonly flags: string }> {
  const ended = new Condition();
  let messages = 0;
  let heardUs = process.nowUs;
  let flags = '';
  const pump = function* (from: Connection, to: Connection, ending: string): Task<void> {
    for (;;) {
      const message = yield* from.receive();
      if (typeof message === 'string') {
        flags ||= message === 'EOF' || message === 'closed' ? '--' : ending;
        break;
      }
      heardUs = process.nowUs;
      if (from === server) messages++;
      to.send(message);
    }
    to.close();
    ended.notify();
  };
  const threads = [process.go(pump(client, server, 'CD')), process.go(pump(server, client, 'SD'))];
  const clientUs = frontend.timeouts.client ?? Infinity;
  const serverUs = backend.timeouts.server ?? Infinity;
  const patienceUs = Math.min(clientUs, serverUs);
  while (flags === '') {
    const leftUs = heardUs + patienceUs - process.nowUs;
    if (leftUs <= 0) flags = clientUs <= serverUs ? 'cD' : 'sD';
    else if (patienceUs === Infinity) yield ended.changed;
    else yield* select({ ended: ended.changed, idle: after(leftUs) });
  }
  for (const thread of threads) thread.cancel();
  client.close();
  server.close();
  return { messages, flags };
}

/** Shape: `02/Nov/2026:08:00:03.123` */
function logTime(atUs: number): string {
  const at = calendarTime(atUs);
  const pad = (value: number, width = 2): string => String(value).padStart(width, '0');
  const month = 'JanFebMarAprMayJunJulAugSepOctNovDec'.slice(at.month * 3 - 3, at.month * 3);
  const time = `${pad(at.hour)}:${pad(at.minute)}:${pad(at.second)}`;
  return `${pad(at.day)}/${month}/${at.year}:${time}.${pad(Math.floor(at.microsecond / 1_000), 3)}`;
}

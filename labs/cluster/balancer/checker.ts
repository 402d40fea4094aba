import { SECOND, sleep, type Process, type Task, type Thread } from '../kernel/index.ts';
import type { Backend } from './backend.ts';
import { checkServer } from './health-check.ts';
import type { Logger } from './logger.ts';
import type { Server } from './server.ts';

/** Servers that are asked more often than this are left out when first checks are spread. */
const SPREAD_FROM_US = SECOND;

/**
 * Starts the checks of all servers. The first ones are spread over the shortest pause between two,
 * in the order of the file.
 *
 * Source: HAProxy 2.6 src/check.c `start_checks`
 */
export function startChecks(
  process: Process,
  backends: readonly Backend[],
  logger: (backend: Backend) => Logger,
): Thread[] {
  const checked = backends.flatMap((backend) => {
    return backend.servers
      .filter(({ config }) => config.isChecked)
      .map((server) => ({ backend, server }));
  });
  const pauses = checked.map(({ server }) => server.pauseUs).filter((us) => us >= SPREAD_FROM_US);
  const spreadUs = pauses.length > 0 ? Math.min(...pauses) : 0;
  return checked.map(({ backend, server }, at) => {
    const delayUs = Math.floor((spreadUs * at) / checked.length);
    return process.go(checkForever(process, backend, server, delayUs, logger(backend)));
  });
}

function* checkForever(
  process: Process,
  backend: Backend,
  server: Server,
  delayUs: number,
  logger: Logger,
): Task<void> {
  yield* sleep(delayUs);
  for (;;) {
    if (server.admin !== 'maint') yield* checkOnce(process, backend, server, logger);
    yield* sleep(server.pauseUs);
  }
}

function* checkOnce(
  process: Process,
  backend: Backend,
  server: Server,
  logger: Logger,
): Task<void> {
  const result = yield* checkServer(process, backend.proxy, server.config);
  if (server.admin === 'maint') return;
  const { isNews, isTurn } = server.take(result, process.nowUs);
  if (isNews) backend.tell(server, result.isPassed, isTurn, logger);
  if (isTurn && !server.isUp && server.config.endsSessions) {
    for (const end of [...server.sessions]) end();
  }
}

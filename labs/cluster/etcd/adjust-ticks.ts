import { sleep, type Task } from '../kernel/index.ts';
import { formatDuration } from '../client/zap.ts';
import type { EtcdServer } from './server.ts';

const INTERVAL_US = 50_000;
const ROUNDS = 100;

/**
 * Lets the first election come soon: a member that has just started need not wait for a leader that
 * is not there.
 *
 * Shape:  `members` as they are known at the start: none where the log is yet to tell of them
 * Source: etcd server/etcdserver/server.go `adjustTicks`
 */
export function* adjustTicks(server: EtcdServer, members: number): Task<void> {
  const { config, log, membership, transport } = server;
  const fields = (ticks: number) => ({
    'local-member-id': membership.localId,
    'forward-ticks': ticks,
    'forward-duration': formatDuration(ticks * config.heartbeatUs),
    'election-ticks': config.electionTicks,
    'election-timeout': `${(config.electionTicks * config.heartbeatUs) / 1_000_000}s`,
  });
  if (members === 1) {
    const ticks = config.electionTicks - 1;
    const message = 'started as single-node; fast-forwarding election ticks';
    log.info('etcdserver/server.go:759', message, fields(ticks));
    forward(server, ticks);
    return;
  }
  log.info('etcdserver/server.go:775', 'starting initial election tick advance', {
    'election-ticks': config.electionTicks,
  });
  for (let round = 0; round < ROUNDS; round++) {
    yield* sleep(INTERVAL_US);
    if (transport.activeCount <= 1) continue;
    const ticks = config.electionTicks - 2;
    const message = 'initialized peer connections; fast-forwarding election ticks';
    const active = { 'active-remote-members': transport.activeCount };
    log.info('etcdserver/server.go:798', message, { ...fields(ticks), ...active });
    forward(server, ticks);
    return;
  }
}

function forward({ node }: EtcdServer, ticks: number): void {
  for (let count = 0; count < ticks; count++) node.raft.tick();
  node.pump();
}

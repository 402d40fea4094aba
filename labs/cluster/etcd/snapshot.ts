import type { Task } from '../kernel/index.ts';
import { databaseOf, restoreDatabase, type Database } from './database.ts';
import { failDisk } from './disk-failure.ts';
import type { MessageOf, Snapshot } from './raft/index.ts';
import type { EtcdServer } from './server.ts';

/*
 * A snapshot is all that a member has made of its log up to one entry. It stands for those entries:
 * on the member's own disk, so that the log does not grow for ever, and for a follower that lacks
 * entries which nobody has any more.
 *
 * Source: etcd server/etcdserver/server.go `triggerSnapshot`, `snapshot`, `applySnapshot`;
 *         snapshot_merge.go
 */

/** Takes a snapshot where enough entries have been applied since the last one. */
export function maybeSnapshot(server: EtcdServer): void {
  const { appliedIndex, config, log, membership, storage, process } = server;
  if (appliedIndex - storage.snapshotIndex <= config.snapshotCount) return;
  log.info('etcdserver/server.go:1492', 'triggering snapshot', {
    'local-member-id': membership.localId,
    'local-member-applied-index': appliedIndex,
    'local-member-snapshot-index': storage.snapshotIndex,
    'local-member-snapshot-count': config.snapshotCount,
  });
  const error = storage.saveSnapshot(snapshotOf(server));
  if (error) failDisk(server, error);
  else process.go(compactLog(server, appliedIndex));
}

/** Entries are kept in memory for followers that are a little behind. */
function* compactLog(server: EtcdServer, index: number): Task<void> {
  const { storage, log, config, node, transport } = server;
  const error = yield* storage.sync();
  if (error) failDisk(server, error);
  log.info('etcdserver/server.go:2575', 'saved snapshot', { 'snapshot-index': index });
  if (transport.isSendingSnapshot) {
    log.info('etcdserver/server.go:2586', 'skip compaction since there is an inflight snapshot');
    return;
  }
  const compactIndex = Math.max(1, index - config.snapshotCatchUpEntries);
  if (!node.raft.compact(compactIndex)) return;
  const fields = { 'compact-index': compactIndex };
  log.info('etcdserver/server.go:2605', 'compacted Raft logs', fields);
}

/** Puts the state into a snapshot for a follower, as it is by now. */
export function mergeSnapshot(
  server: EtcdServer,
  message: MessageOf<'MsgSnap'>,
): MessageOf<'MsgSnap'> {
  return { ...message, snapshot: snapshotOf(server) };
}

/** Reads back what a snapshot holds: at the start, or where the leader has sent one. */
export function restoreSnapshot(server: EtcdServer, { index, term, data }: Snapshot): void {
  restoreDatabase(server, JSON.parse(data ?? '') as Database);
  server.appliedIndex = index;
  server.appliedTerm = term;
  const { membership, transport } = server;
  const others = membership.members.filter(({ ID }) => ID !== membership.localId);
  transport.keepOnly(others.map(({ ID }) => ID));
  for (const { ID, peerURLs } of others) transport.add(ID, peerURLs);
}

/** Source: etcdserver/server.go `applySnapshot` */
export function applySnapshot(server: EtcdServer, snapshot: Snapshot): void {
  const { log, storage, appliedIndex } = server;
  const fields = {
    'current-snapshot-index': storage.snapshotIndex,
    'current-applied-index': appliedIndex,
    'incoming-leader-snapshot-index': snapshot.index,
    'incoming-leader-snapshot-term': snapshot.term,
  };
  log.info('etcdserver/raft.go:288', 'applied incoming Raft snapshot', {
    'snapshot-index': snapshot.index,
  });
  log.info('etcdserver/server.go:1312', 'applying snapshot', fields);
  if (server.bugs.has('snapshot-without-state')) server.appliedIndex = snapshot.index;
  else restoreSnapshot(server, snapshot);
  log.info('etcdserver/server.go:1320', 'applied snapshot', {
    ...fields,
    'current-snapshot-index': snapshot.index,
    'current-applied-index': snapshot.index,
  });
  server.applied.notify();
}

function snapshotOf(server: EtcdServer): Snapshot {
  const { appliedIndex: index, appliedTerm: term, membership } = server;
  const data = JSON.stringify(databaseOf(server));
  return { index, term, configuration: membership.configuration, data };
}

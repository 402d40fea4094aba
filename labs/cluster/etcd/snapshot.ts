import type { Task } from '../kernel/index.ts';
import { formatBytes } from '../client/bytes.ts';
import type { Member } from '../client/etcd/index.ts';
import { logCapabilities } from './applier.ts';
import { databaseOf, restoreDatabase, type Database } from './database.ts';
import { failDisk } from './disk-failure.ts';
import type { LogFields } from './log.ts';
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
  if (appliedIndex - server.snapshotIndex <= config.snapshotCount) return;
  log.info('etcdserver/server.go:1492', 'triggering snapshot', {
    'local-member-id': membership.localId,
    'local-member-applied-index': appliedIndex,
    'local-member-snapshot-index': server.snapshotIndex,
    'local-member-snapshot-count': config.snapshotCount,
  });
  server.snapshotIndex = appliedIndex;
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
  const snapshot = snapshotOf(server);
  const bytes = snapshot.data!.length;
  const fields = { from: message.from, to: message.to, bytes, size: formatBytes(bytes) };
  server.log.info('etcdserver/server.go:2220', 'sending merged snapshot', fields);
  return { ...message, snapshot };
}

/** Reads back what a snapshot holds, at the start. */
export function restoreSnapshot(server: EtcdServer, snapshot: Snapshot): void {
  restoreState(server, snapshot);
  const { version } = server.membership;
  if (version !== undefined) logCapabilities(server.log, version);
  logMembers(server);
  addPeers(server);
}

function restoreState(server: EtcdServer, { index, term, data }: Snapshot): void {
  restoreDatabase(server, JSON.parse(data ?? '') as Database);
  server.snapshotIndex = index;
  server.appliedIndex = index;
  server.appliedTerm = term;
}

function othersOf({ membership }: EtcdServer): readonly Member[] {
  return membership.members.filter(({ ID }) => ID !== membership.localId);
}

function addPeers(server: EtcdServer): void {
  for (const { ID, peerURLs } of othersOf(server)) server.transport.add(ID, peerURLs);
}

/** Source: api/membership/cluster.go `Recover` */
function logMembers({ log, membership }: EtcdServer): void {
  const { clusterId, localId, members, version } = membership;
  for (const { ID, peerURLs } of members) {
    log.info('membership/cluster.go:278', 'recovered/added member from store', {
      ...{ 'cluster-id': clusterId, 'local-member-id': localId },
      ...{ 'recovered-remote-peer-id': ID, 'recovered-remote-peer-urls': peerURLs },
    });
  }
  if (version === undefined) return;
  const fields = { 'cluster-version': version };
  log.info('membership/cluster.go:287', 'set cluster version from store', fields);
}

/** Source: etcdserver/server.go `applySnapshot` */
export function applySnapshot(server: EtcdServer, snapshot: Snapshot): void {
  const { log, snapshotIndex, appliedIndex } = server;
  const { index } = snapshot;
  const fields = (snapshotAt: number, appliedAt: number) => ({
    'current-snapshot-index': snapshotAt,
    'current-applied-index': appliedAt,
    'incoming-leader-snapshot-index': index,
    'incoming-leader-snapshot-term': snapshot.term,
  });
  log.info('etcdserver/server.go:1306', 'applying snapshot', fields(snapshotIndex, appliedIndex));
  const applied = { 'snapshot-index': index };
  log.info('etcdserver/raft.go:288', 'applied incoming Raft snapshot', applied);
  if (server.bugs.has('snapshot-without-state')) server.appliedIndex = index;
  else takeOver(server, snapshot);
  log.info('etcdserver/server.go:1314', 'applied snapshot', fields(index, index));
  server.applied.notify();
}

/** What a snapshot is the new state of, and the lines of etcd's source that say so. */
const parts: readonly (readonly [string, number, number])[] = [
  ['v2 store', 1353, 1362],
  ['lease store', 1380, 1384],
  ['mvcc store', 1387, 1394],
  ['alarm store', 1414, 1420],
  ['auth store', 1423, 1427],
  ['cluster configuration', 1432, 1436],
];

/** Differs: real etcd drops the streams to all others, and opens them again. */
function takeOver(server: EtcdServer, snapshot: Snapshot): void {
  const { log, store, transport } = server;
  const say = (line: number, message: string, fields?: LogFields): void =>
    log.info(`etcdserver/server.go:${line}`, message, fields);
  restoreState(server, snapshot);
  say(1350, 'applySnapshot: opened snapshot backend');
  for (const [part, from, to] of parts) {
    const isStore = part === 'mvcc store';
    say(from, `restoring ${part}`);
    if (isStore)
      log.info('mvcc/kvstore.go:425', 'kvstore restored', { 'current-rev': store.revision });
    if (to === 1436) logMembers(server);
    say(to, `restored ${part}`, isStore ? { 'consistent-index': snapshot.index } : {});
    if (to === 1362) say(1364, 'checking and cleaning up zombie members during snapshot restore');
  }
  say(1437, 'removing old peers from network');
  transport.keepOnly(othersOf(server).map(({ ID }) => ID));
  say(1442, 'removed old peers from network');
  say(1443, 'adding peers from new cluster configuration');
  addPeers(server);
  say(1452, 'added peers from new cluster configuration');
}

function snapshotOf(server: EtcdServer): Snapshot {
  const { appliedIndex: index, appliedTerm: term, membership } = server;
  const data = JSON.stringify(databaseOf(server));
  return { index, term, configuration: membership.configuration, data };
}

import type { EtcdServer } from './server.ts';

/**
 * The metrics that drills and dashboards look at first.
 *
 * Source: etcd server/etcdserver/metrics.go, server/mvcc/metrics.go; prometheus text format 0.0.4
 */
export function formatMetrics(server: EtcdServer): string {
  const { node, store, appliedIndex } = server;
  const flag = (value: boolean): number => (value ? 1 : 0);
  const rows: [string, 'gauge' | 'counter', string, number][] = [
    [
      'etcd_debugging_mvcc_current_revision',
      'gauge',
      'The current revision of store.',
      store.revision,
    ],
    ['etcd_debugging_mvcc_keys_total', 'gauge', 'Total number of keys.', store.keyCount],
    ['etcd_debugging_mvcc_watcher_total', 'gauge', 'Total number of watchers.', store.watcherCount],
    [
      'etcd_mvcc_db_total_size_in_bytes',
      'gauge',
      'Total size of the underlying database physically allocated in bytes.',
      store.size,
    ],
    [
      'etcd_mvcc_db_total_size_in_use_in_bytes',
      'gauge',
      'Total size of the underlying database logically in use in bytes.',
      store.sizeInUse,
    ],
    [
      'etcd_server_has_leader',
      'gauge',
      'Whether or not a leader exists. 1 is existence, 0 is not.',
      flag(server.hasLeader),
    ],
    [
      'etcd_server_is_leader',
      'gauge',
      'Whether or not this member is a leader. 1 if is, 0 otherwise.',
      flag(server.isLeader),
    ],
    [
      'etcd_server_leader_changes_seen_total',
      'counter',
      'The number of leader changes seen.',
      server.leaderChanges,
    ],
    [
      'etcd_server_proposals_applied_total',
      'gauge',
      'The total number of consensus proposals applied.',
      appliedIndex,
    ],
    [
      'etcd_server_proposals_committed_total',
      'gauge',
      'The total number of consensus proposals committed.',
      node.committed,
    ],
    [
      'etcd_server_proposals_failed_total',
      'counter',
      'The total number of failed proposals seen.',
      0,
    ],
    [
      'etcd_server_proposals_pending',
      'gauge',
      'The current number of pending proposals to commit.',
      0,
    ],
  ];
  return rows
    .map(
      ([name, type, help, value]) =>
        `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name} ${value}\n`,
    )
    .join('');
}

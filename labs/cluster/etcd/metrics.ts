import type { EtcdServer } from './server.ts';

interface Metric {
  readonly name: string;
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  readonly value: (server: EtcdServer) => number;
}

const metric = (
  name: string,
  type: Metric['type'],
  help: string,
  value: Metric['value'],
): Metric => ({ name: `etcd_${name}`, type, help, value });

/** What drills and dashboards look at first. Source: etcdserver/metrics.go, mvcc/metrics.go */
const metrics: readonly Metric[] = [
  metric(
    'debugging_mvcc_current_revision',
    'gauge',
    'The current revision of store.',
    ({ store }) => store.revision,
  ),
  metric(
    'debugging_mvcc_keys_total',
    'gauge',
    'Total number of keys.',
    ({ store }) => store.keyCount,
  ),
  metric(
    'debugging_mvcc_watcher_total',
    'gauge',
    'Total number of watchers.',
    ({ store }) => store.watcherCount,
  ),
  metric(
    'mvcc_db_total_size_in_bytes',
    'gauge',
    'Total size of the underlying database physically allocated in bytes.',
    ({ store }) => store.size,
  ),
  metric(
    'mvcc_db_total_size_in_use_in_bytes',
    'gauge',
    'Total size of the underlying database logically in use in bytes.',
    ({ store }) => store.sizeInUse,
  ),
  metric(
    'server_has_leader',
    'gauge',
    'Whether or not a leader exists. 1 is existence, 0 is not.',
    ({ hasLeader }) => (hasLeader ? 1 : 0),
  ),
  metric(
    'server_is_leader',
    'gauge',
    'Whether or not this member is a leader. 1 if is, 0 otherwise.',
    ({ isLeader }) => (isLeader ? 1 : 0),
  ),
  metric(
    'server_leader_changes_seen_total',
    'counter',
    'The number of leader changes seen.',
    ({ leaderChanges }) => leaderChanges,
  ),
  metric(
    'server_proposals_applied_total',
    'gauge',
    'The total number of consensus proposals applied.',
    ({ appliedIndex }) => appliedIndex,
  ),
  metric(
    'server_proposals_committed_total',
    'gauge',
    'The total number of consensus proposals committed.',
    ({ node }) => node.committed,
  ),
];

/** All metrics in Prometheus' text format 0.0.4. */
export function formatMetrics(server: EtcdServer): string {
  return metrics
    .map(({ name, type, help, value }) => {
      const head = `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
      return `${head}${name} ${value(server)}\n`;
    })
    .join('');
}

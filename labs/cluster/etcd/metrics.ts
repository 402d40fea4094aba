import { distributions, type Distribution } from './distributions.ts';
import { ETCD_VERSION, type EtcdServer } from './server.ts';

interface Metric {
  readonly name: string;
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  readonly value: (server: EtcdServer) => number;
  /** Shape: `server_id="fa1316e641555fec"`; a metric with a label is 1. */
  readonly label?: (server: EtcdServer) => string;
}

const metric = (
  name: string,
  type: Metric['type'],
  help: string,
  value: Metric['value'],
): Metric => ({ name: `etcd_${name}`, type, help, value });

const labelled = (name: string, help: string, label: Metric['label']): Metric => ({
  ...metric(name, 'gauge', help, () => 1),
  ...(label && { label }),
});

/** Source: etcdserver/metrics.go, etcdhttp/health.go */
const serverMetrics: readonly Metric[] = [
  labelled(
    'cluster_version',
    "Which version is running. 1 for 'cluster_version' label with current cluster version",
    ({ membership }) => `cluster_version="${membership.version ?? '3.0'}"`,
  ),
  metric(
    'server_has_leader',
    'gauge',
    'Whether or not a leader exists. 1 is existence, 0 is not.',
    ({ hasLeader }) => (hasLeader ? 1 : 0),
  ),
  metric(
    'server_health_failures',
    'counter',
    'The total number of failed health checks',
    ({ counters }) => counters.healthFailures,
  ),
  metric(
    'server_health_success',
    'counter',
    'The total number of successful health checks',
    ({ counters }) => counters.healthSuccesses,
  ),
  metric(
    'server_heartbeat_send_failures_total',
    'counter',
    'The total number of leader heartbeat send failures (likely overloaded from slow disk).',
    ({ counters }) => counters.heartbeatSendFailures,
  ),
  labelled(
    'server_id',
    "Server or member ID in hexadecimal format. 1 for 'server_id' label with current ID.",
    ({ membership }) => `server_id="${membership.localId}"`,
  ),
  metric(
    'server_is_leader',
    'gauge',
    'Whether or not this member is a leader. 1 if is, 0 otherwise.',
    ({ isLeader }) => (isLeader ? 1 : 0),
  ),
  metric(
    'server_is_learner',
    'gauge',
    'Whether or not this member is a learner. 1 if is, 0 otherwise.',
    ({ membership }) => (membership.get(membership.localId)?.isLearner ? 1 : 0),
  ),
  metric(
    'server_leader_changes_seen_total',
    'counter',
    'The number of leader changes seen.',
    ({ counters }) => counters.leaderChanges,
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
  metric(
    'server_proposals_failed_total',
    'counter',
    'The total number of failed proposals seen.',
    ({ counters }) => counters.proposalsFailed,
  ),
  metric(
    'server_proposals_pending',
    'gauge',
    'The current number of pending proposals to commit.',
    ({ counters }) => counters.proposalsPending,
  ),
  metric(
    'server_quota_backend_bytes',
    'gauge',
    'Current backend storage quota size in bytes.',
    ({ quota }) => quota.maxBytes,
  ),
  metric(
    'server_slow_apply_total',
    'counter',
    'The total number of slow apply requests (likely overloaded from slow disk).',
    ({ counters }) => counters.slowApplies,
  ),
  labelled(
    'server_version',
    "Which version is running. 1 for 'server_version' label with current version.",
    () => `server_version="${ETCD_VERSION}"`,
  ),
];

/** Source: mvcc/metrics.go, lease/metrics.go */
const storeMetrics: readonly Metric[] = [
  metric(
    'debugging_lease_granted_total',
    'counter',
    'The total number of granted leases.',
    ({ store }) => store.leases.granted,
  ),
  metric(
    'debugging_lease_renewed_total',
    'counter',
    'The number of renewed leases seen by the leader.',
    ({ store }) => store.leases.renewed,
  ),
  metric(
    'debugging_lease_revoked_total',
    'counter',
    'The total number of revoked leases.',
    ({ store }) => store.leases.revoked,
  ),
  metric(
    'debugging_mvcc_compact_revision',
    'gauge',
    'The revision of the last compaction in store.',
    ({ store }) => store.compactRevision,
  ),
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
    'debugging_server_lease_expired_total',
    'counter',
    'The total number of expired leases.',
    ({ counters }) => counters.leasesExpired,
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
];

/** In the order of their names, as Prometheus' library writes them. */
const metrics = [...serverMetrics, ...storeMetrics, ...distributions].sort((a, b) =>
  a.name < b.name ? -1 : 1,
);

/**
 * What drills and dashboards look at first, in Prometheus' text format 0.0.4.
 *
 * Differs: nothing of Go's or the process's own, no counters of gRPC's
 */
export function formatMetrics(server: EtcdServer): string {
  return metrics
    .map((one) => ('series' in one ? formatDistribution(one, server) : formatMetric(one, server)))
    .join('');
}

function formatMetric({ name, type, help, value, label }: Metric, server: EtcdServer): string {
  const labels = label ? `{${label(server)}}` : '';
  return `${formatHead(name, help, type)}${name}${labels} ${formatNumber(value(server))}\n`;
}

/** Nothing at all where there is nothing to tell yet. */
function formatDistribution({ name, help, series }: Distribution, server: EtcdServer): string {
  const samples = series(server).flatMap(([labels, histogram]) => histogram.samples(labels));
  if (samples.length === 0) return '';
  const lines = samples.map(([suffix, value]) => `${name}${suffix} ${formatNumber(value)}\n`);
  return `${formatHead(name, help, 'histogram')}${lines.join('')}`;
}

function formatHead(name: string, help: string, type: string): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
}

/** As Go prints a float: from a million on, and below a ten-thousandth, with an exponent. */
function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return '+Inf';
  const size = Math.abs(value);
  if (size === 0 || (size >= 0.0001 && size < 1_000_000)) return String(value);
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
}

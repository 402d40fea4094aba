/**
 * What a member counts of itself for /metrics, from its start on.
 *
 * Source: etcd server/etcdserver/metrics.go, etcdhttp/health.go, lease/metrics.go
 */
export class Counters {
  healthSuccesses = 0;
  healthFailures = 0;
  leaderChanges = 0;
  proposalsFailed = 0;
  proposalsPending = 0;
  leasesExpired = 0;
}

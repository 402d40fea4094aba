import type { Disk } from '../kernel/index.ts';
import { BackendCommits } from './backend-commits.ts';
import { CallTimes } from './call-times.ts';

/**
 * What a member counts and measures of itself for /metrics, from its start on.
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
  slowApplies = 0;
  heartbeatSendFailures = 0;
  readonly commits: BackendCommits;
  readonly calls = new CallTimes();

  constructor(disk: Disk) {
    this.commits = new BackendCommits(disk);
  }
}

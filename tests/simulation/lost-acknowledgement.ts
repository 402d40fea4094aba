import { SECOND } from '../../labs/cluster/kernel/index.ts';
import type { SimulatedCluster } from './cluster.ts';
import { beginFault, endFault, type Fault } from './fault.ts';
import { until, type Plan } from './plan.ts';

const SLOW_SYNC_MS = 1_500;

/**
 * The followers' disks become slow while clients write; then all machines lose power at once, and
 * the followers come back without the leader. What they had acknowledged must be on their disks:
 * there is nobody else whom they could ask.
 */
export function* lostAcknowledgement(cluster: SimulatedCluster): Plan {
  yield* until(cluster, 'a leader', () => cluster.leader() !== undefined, 5 * SECOND);
  yield SECOND;
  const leader = cluster.leader()!;
  const all = cluster.members.map(({ name }) => name);
  const followers = all.filter((name) => name !== leader.name);
  const slow: Fault = { kind: 'disk', members: followers, syncMs: SLOW_SYNC_MS };
  beginFault(cluster, slow);
  yield SECOND / 2;
  beginFault(cluster, { kind: 'power', members: all });
  endFault(cluster, slow);
  endFault(cluster, { kind: 'power', members: followers });
  yield 5 * SECOND;
  leader.boot();
}

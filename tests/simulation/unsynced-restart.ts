import { SECOND } from '../../labs/cluster/kernel/index.ts';
import { hasBig, writeBig } from './big-write.ts';
import type { SimulatedCluster } from './cluster.ts';
import { beginFault, endFault, type Fault } from './fault.ts';
import { until, type Plan } from './plan.ts';

const SLOW_SYNC_MS = 3_000;

/**
 * The followers' disks become slow, and somebody writes. Both followers are killed before what they
 * have written is safe, start again, and find it in their logs; then all machines lose power at
 * once, and the followers come back without the leader. What they acknowledged in between must be
 * on their disks, although it was another process that had written it.
 */
export function* unsyncedRestart(cluster: SimulatedCluster): Plan {
  yield* until(cluster, 'a leader', () => cluster.leader() !== undefined, 5 * SECOND);
  yield SECOND;
  const leader = cluster.leader()!;
  const followers = cluster.members.filter((machine) => machine !== leader);
  const members = followers.map(({ name }) => name);
  const slow: Fault = { kind: 'disk', members, syncMs: SLOW_SYNC_MS };
  const killed: Fault = { kind: 'kill', members };
  beginFault(cluster, slow);
  cluster.spawn(cluster.clients[0]!, 'writer', writeBig(`http://${leader.name}:2379`));
  yield* until(cluster, 'the write in both logs', () => followers.every(hasBig), SECOND);
  beginFault(cluster, killed);
  endFault(cluster, killed);
  yield SECOND / 2;
  beginFault(cluster, { kind: 'power', members: [leader.name, ...members] });
  endFault(cluster, slow);
  endFault(cluster, { kind: 'power', members });
  yield 5 * SECOND;
  leader.boot();
}

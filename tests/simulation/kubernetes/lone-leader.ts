import { SECOND } from '../../../labs/cluster/kernel/index.ts';
import { until, type Plan } from '../plan.ts';
import type { StackedCluster } from './cluster.ts';
import { beginFault, type Fault } from './fault.ts';

/** Longer than a Lease and the others' pauses. */
const AWAY_US = 40 * SECOND;

/**
 * The leader's machine is cut off: its API server has no majority any more, so the leader cannot
 * renew, and has ended itself before another one may take the Lease.
 */
export function* loneLeader(cluster: StackedCluster): Plan {
  yield* until(cluster, 'a leader', () => cluster.leader !== undefined, 5 * SECOND);
  const here = [cluster.leader!.name];
  const there = cluster.machines.map(({ name }) => name).filter((name) => name !== here[0]);
  const change = { isCut: true };
  const cuts: Fault[] = [
    { kind: 'link', from: here, to: there, change },
    { kind: 'link', from: there, to: here, change },
  ];
  const ends = cuts.map((cut) => beginFault(cluster, cut));
  yield AWAY_US;
  for (const end of ends) end();
}

import { SECOND } from '../../../labs/cluster/kernel/index.ts';
import { until, type Plan } from '../plan.ts';
import type { StackedCluster } from './cluster.ts';
import { beginFault } from './fault.ts';

/** A write then takes about a second, and a read does not. */
const SLOW_SYNC_MS = 400;
const RACE_US = 40 * SECOND;

/**
 * The leader is killed, three times, while all disks are slow: both of the others find the Lease
 * abandoned and ask for it, the one before the other one's write has arrived. Only a conflict tells
 * one of them that he has lost.
 */
export function* slowRace(cluster: StackedCluster): Plan {
  const machines = cluster.controlPlanes.map(({ name }) => name);
  beginFault(cluster, { kind: 'disk', machines, syncMs: SLOW_SYNC_MS });
  for (let race = 0; race < 3; race++) {
    yield* until(cluster, 'a leader', () => cluster.leader !== undefined, 120 * SECOND);
    const leader = cluster.leader!.name;
    beginFault(cluster, { kind: 'kill', program: 'kube-controller-manager', machines: [leader] });
    yield RACE_US;
  }
}

import { MINUTE, SECOND } from '../../../labs/cluster/kernel/index.ts';
import type { Plan } from '../plan.ts';
import type { StackedCluster } from './cluster.ts';
import { beginFault } from './fault.ts';

/** At its end every pause between two starts has long grown to its longest, five minutes. */
export const OUTAGE_US = 25 * MINUTE;

/** So much later it may begin: then the healing falls anywhere into such a pause. */
const LATE_US = 5 * MINUTE;

/** Between two members that go: nobody fails in step with the others. */
const APART_US = 40 * SECOND;

/**
 * All three members are taken away, one after another, for so long that whatever needs them has
 * failed again and again: API servers end after 20 s without etcd, controller managers at once
 * without an API server. The healing at the end of the run brings the members back.
 */
export function* longOutage(cluster: StackedCluster): Plan {
  const random = cluster.kernel.random.fork('long outage');
  yield random.int(0, LATE_US);
  for (const { name } of cluster.controlPlanes) {
    yield random.int(SECOND, APART_US);
    beginFault(cluster, { kind: 'shelve', program: 'etcd', machines: [name] });
  }
}

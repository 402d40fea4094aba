import { MILLISECOND, SECOND } from '../../labs/cluster/kernel/index.ts';
import { cut, everywhere, others } from './cables.ts';
import type { SimulatedCluster } from './cluster.ts';
import { beginFault, endFault } from './fault.ts';
import { until, type Plan } from './plan.ts';

/** One way. So slow that there is time to cut a cable while a message is on its way. */
const LATENCY_US = 20 * MILLISECOND;
const PATIENCE_US = 10 * SECOND;

/**
 * The leader of three loses power. One of the others is elected with the vote of the third, and cut
 * off before the third has heard anything of the new leader. The third loses power. The old leader
 * is back before it, knows nothing of the new term, and asks for a vote in it: the third has given
 * its own away, and must still know when it is back.
 */
export function* forgottenVote(cluster: SimulatedCluster): Plan {
  yield* until(cluster, 'a leader', () => cluster.leader() !== undefined, PATIENCE_US);
  yield SECOND;
  const old = cluster.leader()!;
  const survivors = others(cluster, old);
  beginFault(cluster, everywhere(cluster, { latencyUs: LATENCY_US, jitterUs: 0 }));
  yield SECOND;
  old.powerOff();
  const elected = () => survivors.find((machine) => cluster.viewOf(machine)?.role === 'leader');
  yield* until(cluster, 'the next leader', () => elected() !== undefined, PATIENCE_US);
  const next = elected()!;
  const [voter] = survivors.filter((machine) => machine !== next);
  beginFault(cluster, cut([next], others(cluster, next)));
  beginFault(cluster, cut(others(cluster, next), [next]));
  voter!.powerOff();
  old.boot();
  yield 1.5 * SECOND;
  voter!.boot();
  yield 5 * SECOND;
  endFault(cluster, everywhere(cluster, {}));
}

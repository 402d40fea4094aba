import type { TraceEvent } from '../../../labs/cluster/kernel/index.ts';
import type { SimulatedCluster } from '../cluster.ts';
import type { History } from '../history.ts';
import type { Rule } from '../violation.ts';

/** How one rule was found broken. */
export interface Finding {
  readonly rule: Rule;
  readonly what: string;
}

/**
 * Somebody who looks on from outside and says when a rule is broken.
 *
 * Keeps:   a checker changes nothing in the cluster, and knows nothing of what the faults were
 *          meant to do: it goes by what it sees
 */
export interface Checker {
  /** At each event of the trace. */
  readonly see?: (event: TraceEvent) => Finding | undefined;
  /** Twenty times a second, and before and after each fault. */
  readonly look?: (cluster: SimulatedCluster) => Finding | undefined;
  /** Once, when the cluster has been healed and has had its time. */
  readonly conclude?: (cluster: SimulatedCluster, history: History) => Finding | undefined;
}

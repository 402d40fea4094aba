import type { TraceEvent } from '../../../../labs/cluster/kernel/index.ts';
import type { Finding } from '../../checkers/index.ts';
import type { StackedCluster } from '../cluster.ts';
import type { History } from '../history.ts';
import type { AcceptedWrite } from '../witness.ts';

export type { Finding } from '../../checkers/index.ts';

/**
 * Somebody who looks on from outside and says when a rule is broken.
 *
 * Keeps:   a checker changes nothing in the cluster, and knows nothing of what the faults were
 *          meant to do: it goes by what it sees
 */
export interface Checker {
  /** At each event of the trace. */
  readonly see?: (event: TraceEvent) => Finding | undefined;
  /** At each write that an API server has accepted. */
  readonly hear?: (write: AcceptedWrite) => Finding | undefined;
  /** Twenty times a second, and before and after each fault. */
  readonly look?: (cluster: StackedCluster) => Finding | undefined;
  /** Once, when the cluster has been healed and has had its time. */
  readonly conclude?: (history: History) => Finding | undefined;
}

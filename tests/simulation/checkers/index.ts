import type { SimulatedCluster } from '../cluster.ts';
import { checkAcknowledgedWrites } from './acknowledged-writes.ts';
import { checkAgreement } from './agreement.ts';
import type { Checker } from './checker.ts';
import { checkCommitIndex } from './commit-index.ts';
import { checkHealthyLeader } from './healthy-leader.ts';
import { checkLeases } from './leases.ts';
import { checkLinearizability } from './linearizability.ts';
import { checkLinearizableReads } from './linearizable-reads.ts';
import { checkLogAgreement } from './log-agreement.ts';
import { checkOneLeader } from './one-leader.ts';
import { checkPanics, isMistakenIdentity } from './panics.ts';
import { checkPast } from './past.ts';
import { checkWatches } from './watches.ts';

export type { Checker, Finding } from './checker.ts';

/** Everybody who looks on, fresh for one run. The one whose finding explains most comes first. */
export function makeCheckers(cluster: SimulatedCluster): Checker[] {
  return [
    checkOneLeader(),
    checkLogAgreement(),
    checkCommitIndex(),
    checkHealthyLeader(),
    checkPanics((event) => isMistakenIdentity(cluster, event)),
    checkWatches(),
    checkAcknowledgedWrites(),
    checkLinearizableReads(),
    checkLinearizability(),
    checkLeases(),
    checkPast(),
    checkAgreement(),
  ];
}

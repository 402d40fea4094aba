import { SECOND } from '../../labs/cluster/kernel/index.ts';
import type { SimulatedCluster } from './cluster.ts';
import { beginFault, endFault, type Fault } from './fault.ts';
import { until, type Plan } from './plan.ts';

/**
 * Longer than any election timeout, shorter than the five seconds after which streams are given
 * up.
 */
const AWAY_US = 3.5 * SECOND;

/**
 * One follower is cut off and comes back; then it does not hear the leader, but all others; then
 * it is frozen. It wants an election each time, and nobody may grant it one: the others are well
 * (thesis §9.6).
 */
export function* returningMember(cluster: SimulatedCluster): Plan {
  yield* until(cluster, 'a leader', () => cluster.leader() !== undefined, 5 * SECOND);
  const leader = cluster.leader()!;
  const [follower] = cluster.members.filter((machine) => machine !== leader);
  const here = [follower!.name];
  const there = cluster.members.filter((machine) => machine !== follower).map(({ name }) => name);
  const change = { isCut: true };
  const cutOff: Fault[] = [
    { kind: 'link', from: there, to: here, change },
    { kind: 'link', from: here, to: there, change },
  ];
  const deaf: Fault = { kind: 'link', from: [leader.name], to: here, change };
  const frozen: Fault = { kind: 'freeze', members: here };
  for (const faults of [cutOff, [deaf], [frozen]]) {
    yield AWAY_US;
    for (const fault of faults) beginFault(cluster, fault);
    yield AWAY_US;
    for (const fault of faults) endFault(cluster, fault);
  }
}

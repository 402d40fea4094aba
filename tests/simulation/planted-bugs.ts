import { SECOND } from '../../labs/cluster/kernel/index.ts';
import type { Bug } from '../../labs/cluster/etcd/raft/index.ts';
import { figure8 } from './figure-8.ts';
import { forgottenVote } from './forgotten-vote.ts';
import { followPlan } from './plan.ts';
import { lostAcknowledgement } from './lost-acknowledgement.ts';
import { returningMember } from './returning-member.ts';
import type { SimulationOptions } from './simulation.ts';
import { unsyncedRestart } from './unsynced-restart.ts';
import type { Rule } from './violation.ts';

/** Runs with an enemy that has a plan, by its name. */
export const plans: Readonly<Record<string, Omit<SimulationOptions, 'seed'>>> = {
  'figure-8': {
    members: 5,
    enemy: followPlan(figure8),
    isQuiet: true,
    durationUs: 30 * SECOND,
  },
  'forgotten-vote': {
    members: 3,
    enemy: followPlan(forgottenVote),
    isQuiet: true,
    durationUs: 15 * SECOND,
  },
  'lost-acknowledgement': {
    enemy: followPlan(lostAcknowledgement),
    durationUs: 10 * SECOND,
  },
  'returning-member': {
    enemy: followPlan(returningMember),
    durationUs: 25 * SECOND,
  },
  'unsynced-restart': {
    enemy: followPlan(unsyncedRestart),
    isQuiet: true,
    durationUs: 10 * SECOND,
  },
};

/** A rule that members can be told to break, and how that comes to light. */
export interface PlantedBug {
  readonly bug: Bug;
  /** The enemy that finds it; undefined: the nemesis, by luck. */
  readonly plan: string | undefined;
  /** Which rule it is then seen to break. */
  readonly rule: Rule;
  /** The first seeds that found it when this was written; a change of the engine may move them. */
  readonly seeds: readonly number[];
}

/*
 * Of seeds 1 to 150, luck alone found: lose-leases 110 times, snapshot-without-state 73 times by
 * this rule, commit-minority and apply-before-commit 16, vote-twice 11, answer-before-fsync and
 * no-pre-vote-check 2 (there Raft itself notices, or the health of the leader), and of seeds 1 to
 * 250 read-without-quorum 2 times; of 5,000 it found forget-vote never, nor commit-old-term. With
 * its plan each of the rest is found by most seeds.
 */
const luck = undefined;
export const plantedBugs: readonly PlantedBug[] = [
  found('vote-twice', luck, 'one leader per term', [18, 36, 51, 64, 66]),
  found('commit-minority', luck, 'logs agree up to commit', [11, 13, 15, 18, 24]),
  found('apply-before-commit', luck, 'logs agree up to commit', [11, 31, 35, 51, 53]),
  found('snapshot-without-state', luck, 'acknowledged writes survive', [2, 4, 5, 15, 20]),
  found('lose-leases', luck, 'leases last', [1, 2, 3, 4, 5]),
  found('read-without-quorum', luck, 'reads are linearizable', [14, 211]),
  found('answer-before-fsync', luck, 'no program panics', [65, 105]),
  found('answer-before-fsync', 'lost-acknowledgement', 'logs agree up to commit', [1, 2, 3]),
  found('no-pre-vote-check', luck, 'a healthy leader stays', [41, 140]),
  found('no-pre-vote-check', 'returning-member', 'a healthy leader stays', [2, 4, 5, 6]),
  found('unsynced-restart', 'unsynced-restart', 'logs agree up to commit', [2, 5]),
  found('forget-vote', 'forgotten-vote', 'one leader per term', [1, 2, 3]),
  found('commit-old-term', 'figure-8', 'logs agree up to commit', [1, 2, 3]),
];

function found(
  bug: Bug,
  plan: string | undefined,
  rule: Rule,
  seeds: readonly number[],
): PlantedBug {
  return { bug, plan, rule, seeds };
}

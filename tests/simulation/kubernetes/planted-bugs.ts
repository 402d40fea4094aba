import { MINUTE } from '../../../labs/cluster/kernel/index.ts';
import type { ElectionBug } from '../../../labs/cluster/client/election-bug.ts';
import { followPlan } from '../plan.ts';
import type { Rule } from '../violation.ts';
import { longOutage, OUTAGE_US } from './long-outage.ts';
import { loneLeader } from './lone-leader.ts';
import type { SimulationOptions } from './simulation.ts';
import { slowRace } from './slow-race.ts';

/** Runs with an enemy that has a plan, by its name. */
export const plans: Readonly<Record<string, Omit<SimulationOptions, 'seed'>>> = {
  'lone-leader': { enemy: followPlan(loneLeader), durationUs: MINUTE },
  'long-outage': { enemy: followPlan(longOutage), durationUs: OUTAGE_US },
  'slow-race': { enemy: followPlan(slowRace), durationUs: 3 * MINUTE },
};

/** A rule that leaders can be told to break, and how that comes to light. */
export interface PlantedBug {
  readonly bug: ElectionBug;
  /** The enemy that finds it; undefined: the nemesis, by luck. */
  readonly plan: string | undefined;
  /** Which rule it is then seen to break. */
  readonly rule: Rule;
  /** The first seeds that found it when this was written; a change of the engine may move them. */
  readonly seeds: readonly number[];
}

export const plantedBugs: readonly PlantedBug[] = [
  {
    bug: 'no-renew-deadline',
    plan: undefined,
    rule: 'a leader renews or ends',
    seeds: [10, 7, 9, 8],
  },
  {
    bug: 'no-renew-deadline',
    plan: 'lone-leader',
    rule: 'a leader renews or ends',
    seeds: [1],
  },
  {
    bug: 'ignore-conflicts',
    plan: 'slow-race',
    rule: 'one holder of a Lease acts',
    seeds: [3, 4, 8, 10],
  },
];

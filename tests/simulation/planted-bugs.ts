import { SECOND } from '../../labs/cluster/kernel/index.ts';
import type { Bug } from '../../labs/cluster/etcd/raft/index.ts';
import { figure8 } from './figure-8.ts';
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
 * Of seeds 1 to 200, luck alone found: vote-twice 21 times, commit-minority 26, no-pre-vote-check
 * 5, answer-before-fsync 5 (there Raft itself notices: `tocommit(121) is out of range`), and
 * commit-old-term never. With a plan commit-old-term and answer-before-fsync are found by every
 * seed, no-pre-vote-check by most.
 */
export const plantedBugs: readonly PlantedBug[] = [
  {
    bug: 'vote-twice',
    plan: undefined,
    rule: 'one leader per term',
    seeds: [13, 27, 33, 34, 46],
  },
  {
    bug: 'commit-minority',
    plan: undefined,
    rule: 'logs agree up to commit',
    seeds: [10, 14, 18, 30, 46],
  },
  {
    bug: 'answer-before-fsync',
    plan: undefined,
    rule: 'no program panics',
    seeds: [19, 51, 128, 147, 151],
  },
  {
    bug: 'answer-before-fsync',
    plan: 'lost-acknowledgement',
    rule: 'logs agree up to commit',
    seeds: [1, 2, 3],
  },
  {
    bug: 'unsynced-restart',
    plan: 'unsynced-restart',
    rule: 'logs agree up to commit',
    seeds: [2, 5],
  },
  {
    bug: 'no-pre-vote-check',
    plan: undefined,
    rule: 'a healthy leader stays',
    seeds: [36, 40, 48, 140, 173],
  },
  {
    bug: 'no-pre-vote-check',
    plan: 'returning-member',
    rule: 'a healthy leader stays',
    seeds: [2, 4, 5, 6],
  },
  {
    bug: 'commit-old-term',
    plan: 'figure-8',
    rule: 'logs agree up to commit',
    seeds: [1, 2, 3],
  },
];

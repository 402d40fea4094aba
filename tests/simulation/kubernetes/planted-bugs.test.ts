/*
 * Who watches the checkers? Each rule of an election that a leader is told to break must turn the
 * simulation red, and the very same seed must be green where nothing is broken.
 */
import { describe, expect, test } from 'vitest';
import { formatFailure } from '../failure.ts';
import { plans, plantedBugs, type PlantedBug } from './planted-bugs.ts';
import { simulate, type Outcome, type SimulationOptions } from './simulation.ts';

/**
 * Where the known seeds fail to find a bug, because something else has changed: how far to look.
 */
const SEARCH_MAX = 30;

describe('a broken rule of the election is noticed', () => {
  for (const planted of plantedBugs) {
    const { bug, plan, rule } = planted;
    test(`${bug}, by ${plan ?? 'luck'}: ${rule}`, () => {
      const found = search(planted);
      expect(found?.violation?.rule).toBe(rule);
      const report = formatFailure(found!, 'tests/simulation/kubernetes/run.ts');
      for (const part of [`seed ${found!.seed}, `, `broken: ${rule}`, ' → cp-', 'again: node ']) {
        expect(report).toContain(part);
      }
      const sound = simulate(optionsOf(planted, Number(found?.seed)));
      expect(sound.violation, formatFailure(sound)).toBeUndefined();
    });
  }
});

test('a seed decides everything', () => {
  const hashes = [1, 2].map(() => simulate({ seed: '1', ...plans['lone-leader'] }).traceHash);
  expect(hashes[0]).toBe(hashes[1]);
});

/** The first seed that sees the bug break its rule: known ones first, then one after another. */
function search(planted: PlantedBug): Outcome | undefined {
  const rest = Array.from({ length: SEARCH_MAX }, (_, index) => index + 1);
  for (const seed of [...planted.seeds, ...rest]) {
    const options = optionsOf(planted, seed);
    const outcome = simulate({ ...options, bugs: new Set([planted.bug]) });
    if (outcome.violation?.rule === planted.rule) return outcome;
  }
  return undefined;
}

function optionsOf({ plan }: PlantedBug, seed: number): SimulationOptions {
  return { ...(plan !== undefined && plans[plan]), seed: String(seed) };
}

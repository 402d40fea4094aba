import { expect, test } from 'vitest';
import { formatFailure } from '../failure.ts';
import { simulate, type Outcome } from './simulation.ts';

/** Both halves together: 14 seeds in `npm test`, 180 in `npm run test:deep`. */
const SEEDS = process.env['DEEP'] === '1' ? 180 : 14;
const SEEDS_PER_TEST = 4;
/** A node that is lost for so long that it becomes unknown: one seed in ten sees it. */
const MANY = 50;

/** Makes tests of every second seed, for one worker of the test runner. */
export function testSeeds(first: 1 | 2): void {
  const outcomes: Outcome[] = [];
  for (let from: number = first; from <= SEEDS; from += 2 * SEEDS_PER_TEST) {
    const seeds: string[] = [];
    for (let seed = from; seed < from + 2 * SEEDS_PER_TEST && seed <= SEEDS; seed += 2) {
      seeds.push(String(seed));
    }
    test(`seeds ${seeds.join(', ')}`, () => {
      for (const seed of seeds) {
        const outcome = simulate({ seed });
        const report = formatFailure(outcome, 'tests/simulation/kubernetes/run.ts');
        expect(outcome.violation, report).toBeUndefined();
        outcomes.push(outcome);
      }
    });
  }

  test('enough has happened for all this to mean something', () => {
    const sum = (of: (outcome: Outcome) => number): number =>
      outcomes.reduce((all, outcome) => all + of(outcome), 0);
    const came = (how: string) =>
      sum(({ operations }) => operations.filter(({ outcome }) => outcome === how).length);
    expect(sum(({ tally }) => tally.reigns)).toBeGreaterThan(2 * outcomes.length);
    if (outcomes.length >= MANY) {
      expect(sum(({ tally }) => tally.unknownNodes)).toBeGreaterThan(0);
      expect(sum(({ tally }) => tally.returns)).toBeGreaterThan(0);
    }
    expect(came('done')).toBeGreaterThan(100 * outcomes.length);
    expect(came('refused')).toBeGreaterThan(outcomes.length);
    expect(came('unknown')).toBeGreaterThan(outcomes.length);
  });
}

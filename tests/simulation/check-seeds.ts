import { expect, test } from 'vitest';
import { formatFailure } from './failure.ts';
import { simulate } from './simulation.ts';

/** Both sizes together: 300 seeds in `npm test`, 4,000 in `npm run test:deep`. */
const SEEDS = process.env['DEEP'] === '1' ? 4_000 : 300;
const SEEDS_PER_TEST = 20;

/** Makes tests of all seeds of one size of cluster, for one worker of the test runner. */
export function testSeeds(members: 3 | 5): void {
  // Odd seeds have five members, even ones three: see simulation.ts.
  const first = members === 3 ? 2 : 1;
  for (let from = first; from <= SEEDS; from += 2 * SEEDS_PER_TEST) {
    const seeds: string[] = [];
    for (let seed = from; seed < from + 2 * SEEDS_PER_TEST && seed <= SEEDS; seed += 2) {
      seeds.push(String(seed));
    }
    test(`${members} members: seeds ${seeds[0]}, ${seeds[1]} … ${seeds.at(-1)}`, () => {
      for (const seed of seeds) {
        const outcome = simulate({ seed });
        expect(outcome.violation, formatFailure(outcome)).toBeUndefined();
      }
    });
  }
}

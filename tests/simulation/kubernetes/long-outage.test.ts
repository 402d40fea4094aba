import { expect, test } from 'vitest';
import { formatFailure } from '../failure.ts';
import { plans } from './planted-bugs.ts';
import { simulate } from './simulation.ts';

const SEEDS = process.env['DEEP'] === '1' ? 6 : 1;

test('after 25 minutes without etcd, or nearly, all comes back by itself', () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const outcome = simulate({ seed: String(seed), ...plans['long-outage'] });
    const report = formatFailure(outcome, 'tests/simulation/kubernetes/run.ts --plan long-outage');
    expect(outcome.violation, report).toBeUndefined();
  }
});

// Runs seeds by hand: `node tests/simulation/kubernetes/run.ts SEED…`, or `--from 1 --to 200`, and
// with `--bug no-renew-deadline`, `--plan lone-leader`, `--brief`.
import { parseArgs } from 'node:util';
import type { ElectionBug } from '../../../labs/cluster/client/election-bug.ts';
import { formatFailure } from '../failure.ts';
import { plans } from './planted-bugs.ts';
import { simulate, type Outcome } from './simulation.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    from: { type: 'string' },
    to: { type: 'string' },
    bug: { type: 'string', multiple: true },
    plan: { type: 'string' },
    brief: { type: 'boolean' },
  },
});
const seeds = [...positionals];
const last = Number(values.to ?? values.from ?? -1);
for (let seed = Number(values.from ?? 0); seed <= last; seed++) seeds.push(String(seed));
const bugs = new Set((values.bug ?? []) as ElectionBug[]);
for (const seed of seeds) {
  const startMs = performance.now();
  const outcome = simulate({ seed, bugs, ...plans[values.plan ?? ''] });
  const tookMs = Math.round(performance.now() - startMs);
  const how = outcome.violation?.rule ?? 'all is well';
  console.log(`seed ${seed}: ${how} (${describe(outcome)}, ${tookMs} ms)`);
  if (outcome.violation && !values.brief) {
    console.log(formatFailure(outcome, 'tests/simulation/kubernetes/run.ts'));
  }
}

function describe({ operations, recovery, healedAtUs }: Outcome): string {
  const done = operations.filter(({ outcome }) => outcome === 'done').length;
  const seconds = (atUs: number | undefined): string =>
    atUs === undefined ? '?' : `${((atUs - healedAtUs) / 1e6).toFixed(1)} s`;
  const { servesAtUs, wholeAtUs } = recovery;
  const when = `serves after ${seconds(servesAtUs)}, whole after ${seconds(wholeAtUs)}`;
  return `${done}/${operations.length} done, ${when}`;
}

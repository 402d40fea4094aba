// Runs seeds by hand: `node tests/simulation/run.ts SEED…`, or `--from 1 --to 200`, and with
// `--bug vote-twice`, `--plan figure-8`, `--brief`.
import { parseArgs } from 'node:util';
import type { Bug } from '../../labs/cluster/etcd/raft/index.ts';
import { formatFailure } from './failure.ts';
import { plans } from './planted-bugs.ts';
import { simulate } from './simulation.ts';

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
const bugs = new Set((values.bug ?? []) as Bug[]);
for (const seed of seeds) {
  const startMs = performance.now();
  const outcome = simulate({ seed, bugs, ...plans[values.plan ?? ''] });
  const tookMs = Math.round(performance.now() - startMs);
  const { violation, operations, endedAtUs } = outcome;
  const answered = operations.filter(({ endUs }) => endUs !== undefined).length;
  const seen = `${answered}/${operations.length} answered, ${endedAtUs / 1e6} s, ${tookMs} ms`;
  console.log(`seed ${seed}: ${violation?.rule ?? 'all is well'} (${seen})`);
  if (violation && !values.brief) console.log(formatFailure(outcome));
}

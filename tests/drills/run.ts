/*
 * Runs the drill matrix and prints it, recorded and simulated side by side:
 *
 *     node tests/drills/run.ts [ROW] [--seeds N]
 *
 * ROW is a part of a row's name. It ends with 1 where a recorded number is missed that misses.ts
 * does not explain.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { Summaries } from './measures.ts';
import type { Done, Job } from './drill-worker.ts';
import { recordingsOf } from './recorded.ts';
import { findRows } from './rows.ts';
import { formatRow } from './table.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { seeds: { type: 'string', default: '200' } },
});
const rows = findRows(positionals[0]);
const jobs: Job[] = rows.flatMap((row) => {
  const { windowUs } = recordingsOf(row)[0]!;
  return Array.from({ length: Number(values.seeds) }, (_, at) => ({
    row: row.name,
    windowUs,
    seed: `${at + 1}`,
  }));
});

const started = performance.now();
const results = await runAll(jobs);
let isMissed = false;
for (const row of rows) {
  const drills = results.filter((done) => done.row === row.name).map((done) => done.summaries);
  const { text, hasUnexplained } = formatRow(row, recordingsOf(row), drills);
  process.stdout.write(`${text}\n`);
  isMissed ||= hasUnexplained;
}
const seconds = (performance.now() - started) / 1_000;
process.stdout.write(`${jobs.length} drills in ${seconds.toFixed(0)} s\n`);
process.exitCode = isMissed ? 1 : 0;

/** Shares the jobs among as many threads as there are processors. */
async function runAll(all: readonly Job[]): Promise<{ row: string; summaries: Summaries }[]> {
  const waiting = [...all];
  const done: Done[] = [];
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./drill-worker.ts', import.meta.url));
      const next = (): void => {
        const job = waiting.shift();
        if (job) worker.postMessage(job);
        else void worker.terminate().then(() => resolve());
      };
      worker.on('error', reject);
      worker.on('message', (result: Done) => {
        done.push(result);
        next();
      });
      next();
    });
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return done;
}

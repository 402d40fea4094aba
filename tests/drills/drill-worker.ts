/* A thread of run.ts: does the drills that it is told to, and says what they came to. */
import { parentPort } from 'node:worker_threads';
import { drill } from './drill.ts';
import { summarize, type Summaries } from './measures.ts';
import { rows } from './rows.ts';

export interface Job {
  readonly row: string;
  readonly windowUs: number;
  readonly seed: string;
}

export interface Done extends Job {
  readonly summaries: Summaries;
}

parentPort!.on('message', (job: Job) => {
  const row = rows.find(({ name }) => name === job.row)!;
  const summaries = summarize(drill(row, job.windowUs, job.seed));
  parentPort!.postMessage({ ...job, summaries } satisfies Done);
});

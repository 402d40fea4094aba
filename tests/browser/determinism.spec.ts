import { readdirSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import type { LabReply, RecordedInput } from '../../labs/host/protocol.ts';
import { openSession } from '../../labs/host/open-session.ts';
import { playStep } from '../../labs/host/snapshot.ts';
import { lessons } from '../../labs/lessons/index.ts';

/*
 * The same seed and the same inputs give the same trace in Node and in the browser: the record of a
 * run here is played in the built worker there, and the hashes over everything that happened agree.
 */
const folder = new URL('../../dist/_astro/', import.meta.url);

function workerAddress(): string {
  const file = readdirSync(folder).find((name) => /^worker[-.].*\.js$/.test(name));
  return `/_astro/${file}`;
}

for (const lesson of lessons) {
  const { id, firstTerminal, steps } = lesson.words;

  test(`${id}: the browser repeats what Node did`, async ({ page }) => {
    const session = await openSession({ lesson, seed: 'as-in-node' });
    for (const step of steps) playStep(session, step.id);
    session.input({ type: 'resize', terminal: firstTerminal, columns: 100, rows: 30 });
    const here = session.cluster.kernel.trace.hash;

    await page.goto('/start/');
    const there = await page.evaluate(replay, {
      address: workerAddress(),
      lesson: id,
      record: session.record,
    });
    expect(there).toBe(here);
  });
}

interface Run {
  readonly address: string;
  readonly lesson: string;
  readonly record: readonly RecordedInput[];
}

/** In the page: plays a record in a worker of its own, time standing still after it. */
function replay({ address, lesson, record }: Run): Promise<string> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(address, { type: 'module' });
    worker.addEventListener('error', (event) => reject(new Error(event.message)));
    worker.addEventListener('message', ({ data }: MessageEvent<LabReply>) => {
      if (data.type === 'crash') reject(new Error(data.message));
      if (data.type === 'record') resolve(data.traceHash);
    });
    worker.postMessage({ type: 'open', lesson, seed: 'as-in-node', record, speed: 0 });
    worker.postMessage({ type: 'ask-record' });
  });
}

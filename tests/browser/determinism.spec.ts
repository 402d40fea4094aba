import { readdirSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { openSession } from '../../labs/host/open-session.ts';
import type { Fault, LabReply, OutfitName, RecordedInput } from '../../labs/host/protocol.ts';
import type { Session } from '../../labs/host/session.ts';
import { playStep } from '../../labs/host/snapshot.ts';
import { findLesson, lessons } from '../../labs/lessons/index.ts';
import { playScript, scriptLesson } from '../simulation/determinism-script.ts';

/*
 * The same seed and the same inputs give the same trace in Node and in the browser: the record of a
 * run here is played in the built worker there, and the hashes over everything that happened agree.
 */
const seed = 'as-in-node';
const inFirefoxToo = { tag: '@firefox' };

for (const lesson of lessons) {
  test(`${lesson.words.id}: the browser repeats a solution`, inFirefoxToo, async ({ page }) => {
    const session = await openSession({ lesson, seed });
    for (const { id } of lesson.words.steps) playStep(session, id);
    await expectSameTrace(page, session);
  });
}

/* Clusters of the playground that no lesson is about, each with a loss and its way back. */
const losses: readonly (readonly [lab: string, lost: Fault, back: Fault])[] = [
  [
    'external-3-3-2',
    { kind: 'power-off', machine: 'etcd-1' },
    { kind: 'power-on', machine: 'etcd-1' },
  ],
  ['stacked-3-zones', { kind: 'zone-off', zone: 'zone-b' }, { kind: 'zone-on', zone: 'zone-b' }],
];

for (const [lab, lost, back] of losses) {
  test(`${lab}: the browser repeats a loss`, async ({ page }) => {
    const session = await openSession({ lesson: findLesson(`playground/${lab}`)!, seed });
    for (const fault of [lost, back]) {
      session.input({ type: 'fault', fault });
      session.advance(session.nowUs + 5_000_000, Number.MAX_SAFE_INTEGER);
    }
    await expectSameTrace(page, session);
  });
}

test(
  'the browser repeats a long evening of commands and faults',
  inFirefoxToo,
  async ({ page }) => {
    const session = await openSession({ lesson: findLesson(scriptLesson)!, seed });
    playScript(session, (atUs) => session.advance(atUs, Number.MAX_SAFE_INTEGER));
    await expectSameTrace(page, session);
  },
);

async function expectSameTrace(page: Page, session: Session): Promise<void> {
  const { id: lesson, firstTerminal } = session.lesson.words;
  // A last input, so that the record reaches to the end.
  session.input({ type: 'resize', terminal: firstTerminal, columns: 90, rows: 30 });
  const address = workerAddress(session.lesson.words.outfit);
  await page.goto('/start/');
  const hash = await page.evaluate(replay, { address, lesson, seed, record: session.record });
  expect(hash).toBe(session.cluster.kernel.trace.hash);
}

function workerAddress(outfit: OutfitName): string {
  const folder = new URL('../../dist/_astro/', import.meta.url);
  const file = readdirSync(folder).find((name) => name.startsWith(`${outfit}-worker`));
  return `/_astro/${file}`;
}

interface Run {
  readonly address: string;
  readonly lesson: string;
  readonly seed: string;
  readonly record: readonly RecordedInput[];
}

/** In the page: plays a record in a worker of its own, time standing still after it. */
function replay({ address, lesson, seed, record }: Run): Promise<string> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(address, { type: 'module' });
    worker.addEventListener('error', (event) => reject(new Error(event.message)));
    worker.addEventListener('message', ({ data }: MessageEvent<LabReply>) => {
      if (data.type === 'crash') reject(new Error(data.message));
      if (data.type === 'record') resolve(data.traceHash);
    });
    worker.postMessage({ type: 'open', lesson, seed, record, speed: 0 });
    worker.postMessage({ type: 'ask-record' });
  });
}

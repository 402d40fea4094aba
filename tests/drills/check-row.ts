import { expect, test } from 'vitest';
import { SECOND } from '../../labs/cluster/kernel/index.ts';
import { compare, compareKinds } from './comparison.ts';
import { drill } from './drill.ts';
import { measures, summarize, type Summaries } from './measures.ts';
import { reasonFor } from './misses.ts';
import { recordingsOf, type Recording } from './recorded.ts';
import { findRows, type Row } from './rows.ts';

/** What a row has in every drill, whatever the seed. Units: seconds */
export interface Facts {
  /** How requests may fail through the balancer, and how some do in every drill. */
  readonly fails: { readonly may: readonly string[]; readonly must: readonly string[] };
  /** How long the slowest failure takes, at the least; it takes hardly more. */
  readonly slowestFailureS?: number;
  /** Whether reads and writes work before the repair. */
  readonly worksAfterwards: boolean;
  /**
   * How long after the repair the last request fails, at the most. One drill in a hundred may take
   * longer: an API server has several clients of etcd, each with its own backoff, and the one that
   * answers its health checks may find its member again long before the one that serves.
   */
  readonly servesAgainWithinS: number;
}

/** In `npm test` a few seeds and what is always so; in `npm run test:deep` the distributions. */
const IS_DEEP = process.env['DEEP'] === '1';
const SEEDS = IS_DEEP ? 200 : 8;
/** How long before the repair trouble has to be over where a cluster serves on. */
const QUIET_S = 5;
/** What the probes' own lateness adds to a failure at most. */
const LATENESS_S = 0.03;

export function testRow(name: string, facts: Facts): void {
  const row = findRows(name)[0]!;
  const recordings = recordingsOf(row);
  test(`${row.name}: ${SEEDS} seeds`, () => {
    const drills = drillAll(row, recordings[0]!.windowUs);
    for (const summaries of drills) checkFacts(summaries, facts, recordings);
    const late = drills.filter((one) => servesAgainAfterS(one) > facts.servesAgainWithinS);
    expect(late.length).toBeLessThanOrEqual(Math.floor(SEEDS / 100));
    if (IS_DEEP) expect(unexplained(row, recordings, drills)).toEqual([]);
  });
}

function drillAll(row: Row, windowUs: number): Summaries[] {
  return Array.from({ length: SEEDS }, (_, at) => summarize(drill(row, windowUs, `${at + 1}`)));
}

function checkFacts(summaries: Summaries, facts: Facts, recordings: readonly Recording[]): void {
  const measure = (name: string, of = summaries) => measureOf(name, of);
  const { windowUs, summaries: recorded } = recordings[0]!;
  const kinds = [...summaries].filter(([name]) => name.startsWith('lb.'));
  const failures = new Set(kinds.flatMap(([, probe]) => [...probe.kinds]));
  expect([...facts.fails.may, ...facts.fails.must]).toEqual(expect.arrayContaining([...failures]));
  expect([...failures]).toEqual(expect.arrayContaining([...facts.fails.must]));
  const slowest = measure('slowest failure');
  if (facts.slowestFailureS !== undefined) {
    expect(slowest).toBeGreaterThanOrEqual(facts.slowestFailureS);
    expect(slowest).toBeLessThan(facts.slowestFailureS + LATENESS_S);
  }
  expect(measure('apiservers ready')).toBe(measure('apiservers ready', recorded));
  const isQuiet = (measure('trouble ends') ?? 0) < windowUs / SECOND - QUIET_S;
  expect(isQuiet).toBe(facts.worksAfterwards);
}

function servesAgainAfterS(summaries: Summaries): number {
  return measureOf('balancer serves again', summaries) ?? 0;
}

function measureOf(name: string, summaries: Summaries): number | undefined {
  return measures.find((known) => known.name.startsWith(name))!.of(summaries);
}

/** The recorded numbers that the drills do not reach, and that misses.ts does not explain. */
function unexplained(
  row: Row,
  recordings: readonly Recording[],
  drills: readonly Summaries[],
): string[] {
  const missed = compare(recordings, drills)
    .filter(({ recorded }) => !recorded.every(({ isHit }) => isHit))
    .map(({ measure }) => measure);
  const wrong = compareKinds(recordings, drills)
    .filter(({ isHit }) => !isHit)
    .map(({ what }) => what);
  return [...missed, ...wrong].filter((what) => reasonFor(row.name, what) === undefined);
}

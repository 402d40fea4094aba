import { SECOND } from '../../labs/cluster/kernel/index.ts';
import type { Observation } from './drill.ts';
import type { Sample } from './probe.ts';

/** What one probe came to, as the recorder summed it up. Units: seconds after the fault, percent */
export interface ProbeSummary {
  readonly rate: number;
  /** When the first and the last request began that failed; undefined where none did. */
  readonly first_bad?: number | undefined;
  readonly last_bad?: number | undefined;
  /** The slowest that worked. */
  readonly max_ok?: number | undefined;
  /** How long failures took: the quickest, the middle one, the slowest. */
  readonly bad_lat?: readonly number[] | undefined;
  /** How long after the repair the last request began that failed; 0 where none did. */
  readonly last_bad_after_restore: number;
  /** How they failed. */
  readonly kinds: ReadonlySet<string>;
}

/** By the probe's name: `lb.get`, `a0.readyz`. */
export type Summaries = ReadonlyMap<string, ProbeSummary>;

/** One number that a recording and a simulated drill can be compared by. Units: %, s, servers. */
export interface Measure {
  readonly name: string;
  /**
   * What the recordings can't tell apart. Of a rate: one request more or fewer may begin in two
   * windows of nearly the same length, and that much then changes where as many fail.
   */
  readonly resolution: number;
  /** Undefined where the drill had nothing of the kind. */
  readonly of: (summaries: Summaries) => number | undefined;
}

/** Threads on a busy machine: the recorder's 15 s limit ended after 15.02 to 15.06 s. */
const CLOCK_S = 0.06;

const through = ['lb.get', 'lb.list', 'lb.write'] as const;
const reads = ['lb.get', 'lb.list'] as const;

export const measures: readonly Measure[] = [
  { name: 'gets that worked, %', resolution: 0.25, of: (all) => all.get('lb.get')?.rate },
  { name: 'lists that worked, %', resolution: 0.5, of: (all) => all.get('lb.list')?.rate },
  { name: 'writes that worked, %', resolution: 0.25, of: (all) => all.get('lb.write')?.rate },
  {
    name: 'trouble begins, s',
    resolution: CLOCK_S,
    of: (all) => least(through.map((name) => all.get(name)?.first_bad)),
  },
  {
    name: 'trouble ends, s',
    resolution: CLOCK_S,
    of: (all) => most(through.map((name) => all.get(name)?.last_bad)),
  },
  {
    name: 'quickest failure, s',
    resolution: CLOCK_S,
    of: (all) => least(through.map((name) => all.get(name)?.bad_lat?.[0])),
  },
  {
    name: 'slowest failure, s',
    resolution: CLOCK_S,
    of: (all) => most(through.map((name) => all.get(name)?.bad_lat?.[2])),
  },
  {
    name: 'slowest read that worked, s',
    resolution: CLOCK_S,
    of: (all) => most(reads.map((name) => all.get(name)?.max_ok)),
  },
  { name: 'apiservers ready', resolution: 0, of: countReady },
  {
    name: 'apiservers ready again, s',
    resolution: CLOCK_S,
    of: (all) => most([0, 1, 2].map((at) => all.get(`a${at}.readyz`)?.last_bad_after_restore)),
  },
  {
    name: 'balancer serves again, s',
    resolution: CLOCK_S,
    of: (all) => most(through.map((name) => all.get(name)?.last_bad_after_restore)),
  },
];

/** Sums up what the probes of one drill saw. */
export function summarize({ samples, windowUs }: Observation): Summaries {
  return new Map([...samples].map(([name, taken]) => [name, summarizeProbe(taken, windowUs)]));
}

function summarizeProbe(samples: readonly Sample[], windowUs: number): ProbeSummary {
  const during = samples.filter(({ startUs }) => startUs >= 0 && startUs < windowUs);
  const isBad = ({ outcome }: Sample): boolean => outcome !== 'ok' && outcome !== undefined;
  const bad = during.filter(isBad);
  const worked = during.filter(({ outcome }) => outcome === 'ok').map(duration);
  const times = bad.map(duration).sort((a, b) => a - b);
  const late = samples.filter((sample) => sample.startUs >= windowUs && isBad(sample));
  return {
    rate: (100 * (during.length - bad.length)) / during.length,
    first_bad: bad[0] && bad[0].startUs / SECOND,
    last_bad: bad.length > 0 ? bad.at(-1)!.startUs / SECOND : undefined,
    max_ok: most(worked),
    bad_lat: times.length > 0 ? [times[0]!, times[times.length >> 1]!, times.at(-1)!] : undefined,
    last_bad_after_restore: late.length > 0 ? (late.at(-1)!.startUs - windowUs) / SECOND : 0,
    kinds: new Set(bad.map(({ outcome }) => outcome!)),
  };
}

function duration({ startUs, endUs }: Sample): number {
  return (endUs! - startUs) / SECOND;
}

/** Those that never failed in the window. */
function countReady(all: Summaries): number {
  return [0, 1, 2].filter((at) => all.get(`a${at}.readyz`)?.rate === 100).length;
}

function least(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
}

function most(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length > 0 ? Math.max(...known) : undefined;
}

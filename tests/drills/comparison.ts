import { measures, type Measure, type Summaries } from './measures.ts';
import type { Recording } from './recorded.ts';

/** A measure of a row: what was recorded, and between what the simulated drills lie. */
export interface Comparison {
  readonly measure: string;
  readonly recorded: readonly Compared[];
  /** Undefined where no drill had anything of the kind. */
  readonly simulated: Spread | undefined;
}

export interface Compared {
  readonly recording: string;
  readonly value: number;
  /** It lies between p5 and p95, as far as the recorder's clock can tell. */
  readonly isHit: boolean;
}

export interface Spread {
  readonly p5: number;
  readonly median: number;
  readonly p95: number;
}

export function compare(
  recordings: readonly Recording[],
  drills: readonly Summaries[],
): Comparison[] {
  return measures
    .map((measure) => compareMeasure(measure, recordings, drills))
    .filter(({ recorded, simulated }) => recorded.length > 0 || simulated !== undefined);
}

function compareMeasure(
  { name, of, resolution }: Measure,
  recordings: readonly Recording[],
  drills: readonly Summaries[],
): Comparison {
  const values = drills.map(of).filter((value) => value !== undefined);
  const simulated = values.length > 0 ? spreadOf(values) : undefined;
  const recorded: Compared[] = [];
  for (const { name: recording, summaries } of recordings) {
    const value = of(summaries);
    if (value === undefined) continue;
    const isHit =
      simulated !== undefined &&
      value >= simulated.p5 - resolution &&
      value <= simulated.p95 + resolution;
    recorded.push({ recording, value, isHit });
  }
  return { measure: name, recorded, simulated };
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))]!;
  return { p5: at(0.05), median: at(0.5), p95: at(0.95) };
}

/** How requests failed, and in how many of the drills. Units: `share` from 0 to 1 */
export interface KindComparison {
  /** Shape: `fails: EOF` through the balancer, `readyz fails: refused` */
  readonly what: string;
  /** The recordings in which it came. */
  readonly recordings: readonly string[];
  readonly share: number;
  readonly isHit: boolean;
}

const SELDOM = 0.05;

/**
 * Compares how requests failed. A kind is right where it was recorded and is seen in more than a
 * twentieth of the drills, or was never recorded and is missing in as many.
 */
export function compareKinds(
  recordings: readonly Recording[],
  drills: readonly Summaries[],
): KindComparison[] {
  const seen = drills.map(kindsOf);
  const known = recordings.map(({ name, summaries }) => ({ name, kinds: kindsOf(summaries) }));
  const all = new Set([...seen, ...known.map(({ kinds }) => kinds)].flatMap((of) => [...of]));
  return [...all].sort().map((what) => {
    const having = known.filter(({ kinds }) => kinds.has(what)).map(({ name }) => name);
    const share = seen.filter((kinds) => kinds.has(what)).length / drills.length;
    const isHit = having.length > 0 ? share > SELDOM : share < 1 - SELDOM;
    return { what, recordings: having, share, isHit };
  });
}

function kindsOf(summaries: Summaries): Set<string> {
  const named = (part: string, verb: string): string[] =>
    [...summaries]
      .filter(([name]) => name.includes(part))
      .flatMap(([, { kinds }]) => [...kinds].map((kind) => `${verb}: ${kind}`));
  return new Set([...named('lb.', 'fails'), ...named('.readyz', 'readyz fails')]);
}

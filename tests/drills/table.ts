import { compare, compareKinds, type Comparison, type KindComparison } from './comparison.ts';
import type { Summaries } from './measures.ts';
import { reasonFor } from './misses.ts';
import type { Recording } from './recorded.ts';
import type { Row } from './rows.ts';

/** A row as text, and whether it has a miss that nobody has explained. */
export interface FormattedRow {
  readonly text: string;
  readonly hasUnexplained: boolean;
}

/** Prints a row: each measure with what was recorded, p5, median and p95, and hit or miss. */
export function formatRow(
  row: Row,
  recordings: readonly Recording[],
  drills: readonly Summaries[],
): FormattedRow {
  const names = recordings.map(({ name }) => name).join(', ');
  const lines = [`${row.name} (${drills.length} drills; recorded: ${names})`, heading];
  let hasUnexplained = false;
  const judge = (what: string, isHit: boolean): string => {
    if (isHit) return 'hit';
    const why = reasonFor(row.name, what);
    hasUnexplained ||= why === undefined;
    return why === undefined ? 'MISS' : `miss: ${why}`;
  };
  for (const comparison of compare(recordings, drills)) {
    const isHit = comparison.recorded.every((recorded) => recorded.isHit);
    lines.push(formatMeasure(comparison, judge(comparison.measure, isHit)));
  }
  for (const kind of compareKinds(recordings, drills)) {
    lines.push(formatKind(kind, recordings.length, judge(kind.what, kind.isHit)));
  }
  return { text: `${lines.join('\n')}\n`, hasUnexplained };
}

const columns = [84, 20, 7, 8, 7] as const;
const heading = pad(['', 'recorded', 'p5', 'median', 'p95']);

function formatMeasure({ measure, recorded, simulated }: Comparison, verdict: string): string {
  const values = recorded.map(({ isHit, value }) => `${digits(value)}${isHit ? '' : '!'}`);
  const { p5, median, p95 } = simulated ?? {};
  const spread = [p5, median, p95].map((value) => (value === undefined ? '-' : digits(value)));
  return pad([measure, values.join(' '), ...spread]) + verdict;
}

function formatKind(
  { what, recordings, share }: KindComparison,
  of: number,
  verdict: string,
): string {
  const percent = `${(100 * share).toFixed(0)} %`;
  return pad([what, `in ${recordings.length} of ${of}`, '', percent, '']) + verdict;
}

function digits(value: number): string {
  return value.toFixed(value >= 50 ? 1 : 2).replace(/\.0+$/, '');
}

function pad(cells: readonly string[]): string {
  return `  ${cells.map((cell, at) => cell.padEnd(columns[at]!)).join('')}`;
}

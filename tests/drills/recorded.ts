import { readFileSync } from 'node:fs';
import { SECOND } from '../../labs/cluster/kernel/index.ts';
import type { ProbeSummary, Summaries } from './measures.ts';
import type { Row } from './rows.ts';

/** One run of the recorder with real binaries. */
export interface Recording {
  /** Shape: `stacked run1` */
  readonly name: string;
  readonly windowUs: number;
  readonly summaries: Summaries;
}

interface WrittenProbe extends Omit<ProbeSummary, 'kinds'> {
  /** What was said, cut off after 200 characters, and how often. */
  readonly errors: readonly (readonly [string, number])[];
}

interface WrittenRun {
  readonly window_s: number;
  readonly probes: Readonly<Record<string, WrittenProbe>>;
}

const file = new URL('./recorded.json', import.meta.url);

/** By topology and fault, then by run. */
const written = JSON.parse(readFileSync(file, 'utf8')) as Readonly<
  Record<string, Readonly<Record<string, WrittenRun>>>
>;

/** The recordings that a row is held against, the first one first. */
export function recordingsOf(row: Row): readonly Recording[] {
  return row.recordings.flatMap((key) =>
    Object.entries(written[key]!).map(([run, { probes, window_s }]) => ({
      name: `${key.split('/')[0]} ${run}`,
      windowUs: window_s * SECOND,
      summaries: new Map(Object.entries(probes).map(([name, probe]) => [name, readProbe(probe)])),
    })),
  );
}

function readProbe({ errors, ...rest }: WrittenProbe): ProbeSummary {
  const kinds = errors.map(([text]) => describe(text)).filter((kind) => kind !== undefined);
  return { ...rest, kinds: new Set(kinds) };
}

const pythonErrors: Readonly<Record<string, string>> = {
  SSLEOFError: 'EOF',
  TimeoutError: 'timeout',
  ConnectionRefusedError: 'refused',
  ConnectionResetError: 'reset',
};

/**
 * How a request failed, as `probe.ts` says it. Errors: undefined for one that did not fail but was
 * under way when the recorder stopped counting
 */
function describe(text: string): string | undefined {
  const [, status, rest = ''] = /^(-?\d+) ([^]*)$/.exec(text)!;
  if (status === '-1') return undefined;
  if (status === '0') return pythonErrors[rest.split(':')[0]!] ?? rest;
  const failed = [...rest.matchAll(/^\[-\](\S+) failed/gm)].map(([, check]) => check);
  return `${status} ${failed.length > 0 ? failed.join(',') : rest}`;
}

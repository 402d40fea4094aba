import { SECOND, type TraceEvent } from '../../labs/cluster/kernel/index.ts';
import type { Violation } from './violation.ts';

const LINES = 40;

/** What a report needs of a run. */
interface Failed {
  readonly seed: string;
  readonly violation: Violation | undefined;
  /** Oldest first. */
  readonly trace: readonly TraceEvent[];
}

/**
 * What went wrong, for whoever has to find out why: the seed, the moment, the rule, and what
 * happened just before.
 *
 * Shape:   `→` sent, `⇥` dropped, `⇨` a change of role, `name@term`; `runner` is the program that
 *          runs a seed again
 */
export function formatFailure(
  { seed, violation, trace }: Failed,
  runner = 'tests/simulation/run.ts',
): string {
  if (violation === undefined) return `seed ${seed}: nothing is wrong`;
  const { rule, atUs, what } = violation;
  const lines = formatTrace(trace).slice(-LINES);
  return [
    `seed ${seed}, ${seconds(atUs)}: broken: ${rule}`,
    `  ${what}`,
    `the last ${lines.length} events:`,
    ...lines.map((line) => `  ${line}`),
    `again: node ${runner} ${seed}`,
  ].join('\n');
}

export function formatTrace(trace: readonly TraceEvent[]): string[] {
  const terms = new Map<string, string>();
  return trace.map((event) => {
    const term = event.kind === 'role' ? /@.*$/.exec(event.what)?.[0] : undefined;
    if (term !== undefined) terms.set(event.from, term);
    const from = event.from + (terms.get(event.from) ?? '');
    return `${seconds(event.atUs)}  ${formatEvent(event, from)}`;
  });
}

function formatEvent({ kind, to = '', what }: TraceEvent, from: string): string {
  switch (kind) {
    case 'send':
      return `${from} → ${to} ${what}`;
    case 'drop':
      return `${from} ⇥ ${to} ${what}`;
    case 'role':
      return `${from} ⇨ ${what.replace(/@.*$/, '')}`;
    case 'note':
      return `${from}: ${what}`;
    case 'link':
      return `${from} to ${to}: ${what}`;
    default:
      return `${from} ${kind} ${what}`;
  }
}

function seconds(atUs: number): string {
  return `${(atUs / SECOND).toFixed(6)} s`;
}

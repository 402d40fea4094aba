import { mask } from './mask.ts';
import type { RecordedCase } from './recorded-case.ts';

/** What a run printed, how it ended and how long it took. */
export type Outcome = Required<Pick<RecordedCase, 'stdout' | 'stderr' | 'code' | 'seconds'>>;

/** True for a case whose output can be compared: it is known, and two real runs agree on it. */
export function isComparable({ held, volatile, stdout }: RecordedCase): boolean {
  return !held && !volatile && stdout !== undefined;
}

/** What is compared of an outcome; waits shorter than 3 s are not. */
export function comparable(recorded: RecordedCase, outcome: Partial<Outcome>): unknown {
  const isOrdered = /etcdctl (watch|txn)|--prev-kv|get .*--order/.test(recorded.cmd);
  return {
    stdout: mask(outcome.stdout ?? '', isOrdered),
    stderr: mask(outcome.stderr ?? '', isOrdered),
    code: outcome.code,
    isInTime: isInTime(recorded.seconds ?? 0, outcome.seconds ?? 0),
  };
}

function isInTime(recorded: number, got: number): boolean {
  return recorded < 3 || Math.abs(got - recorded) <= Math.max(1, 0.2 * recorded);
}

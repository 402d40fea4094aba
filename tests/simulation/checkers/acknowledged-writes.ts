import type { History } from '../history.ts';
import { formatOperation } from '../history.ts';
import type { Checker, Finding } from './checker.ts';

/**
 * Acknowledged writes survive: what a client was told is written is in the cluster's own record of
 * all changes, once, at the revision that the client was told. And nothing is there twice, although
 * clients and members send things again.
 */
export function checkAcknowledgedWrites(): Checker {
  return { conclude: (_cluster, history) => check(history) };
}

function check({ operations, changes }: History): Finding | undefined {
  const rule = 'acknowledged writes survive';
  const written = new Map<string, number>();
  for (const { value, key, revision } of changes) {
    const before = written.get(value);
    if (before !== undefined) {
      return { rule, what: `${key}=${value} was written at ${before} and again at ${revision}` };
    }
    written.set(value, revision);
  }
  for (const operation of operations) {
    if (operation.kind !== 'put' || operation.endUs === undefined) continue;
    const at = written.get(operation.value ?? '');
    if (at === operation.revision) continue;
    const where = at === undefined ? 'is gone' : `is at revision ${at}`;
    return { rule, what: `${formatOperation(operation)} ${where}` };
  }
  return undefined;
}

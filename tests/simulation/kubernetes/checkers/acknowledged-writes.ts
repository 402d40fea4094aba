import { formatOperation, type History } from '../history.ts';
import type { Checker, Finding } from './checker.ts';

/**
 * Acknowledged writes survive, and refused ones do not happen: each ConfigMap lists in the end
 * every write that a client was told is done, once, and none that it was told is not.
 */
export function checkAcknowledgedWrites(): Checker {
  return { conclude: check };
}

function check({ operations, final }: History): Finding | undefined {
  for (const operation of operations) {
    const { name, write, outcome } = operation;
    if (write === undefined || outcome === 'unknown') continue;
    const times = final.get(name)?.writes.filter((one) => one === write).length ?? 0;
    if (times === (outcome === 'done' ? 1 : 0)) continue;
    const rule =
      outcome === 'done' ? 'acknowledged writes survive' : 'refused writes do not happen';
    return { rule, what: `${formatOperation(operation)}, and is there ${times} times` };
  }
  return undefined;
}

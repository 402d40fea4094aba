import { formatOperation, type History, type Operation } from '../history.ts';
import type { Checker, Finding } from './checker.ts';

/**
 * No update is lost: of two updates from the same resourceVersion at most one is ever acknowledged,
 * and what was written between the version that an update was made from and the update itself is
 * nothing.
 */
export function checkLostUpdates(): Checker {
  return { conclude: check };
}

function check({ operations, final }: History): Finding | undefined {
  const rule = 'no update is lost';
  const byBase = new Map<string, Operation>();
  for (const operation of operations) {
    const { name, write, base, outcome } = operation;
    if (write === undefined || base === undefined || outcome !== 'done') continue;
    const key = `${name} ${base.revision}`;
    const rival = byBase.get(key);
    if (rival) return { rule, what: `${formatOperation(rival)} and ${formatOperation(operation)}` };
    byBase.set(key, operation);
    const { writes = [] } = final.get(name) ?? {};
    const before = writes.slice(0, writes.indexOf(write));
    if (before.join(' ') === base.writes.join(' ')) continue;
    const what = `${formatOperation(operation)} came after ${before.at(-1) ?? 'nothing'}, but had`;
    return { rule, what: `${what} read ${base.writes.at(-1) ?? 'nothing'}` };
  }
  return undefined;
}

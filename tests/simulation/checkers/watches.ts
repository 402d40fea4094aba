import type { Change, History } from '../history.ts';
import type { Checker, Finding } from './checker.ts';

const rule = 'watches tell all once';

/**
 * A watch tells each change once and in order, whichever members it has come from: what a witness
 * was told in the course of a run is what the cluster itself remembers when all is over.
 */
export function checkWatches(): Checker {
  return { conclude: (_cluster, history) => check(history) };
}

function check({ told, changes }: History): Finding | undefined {
  const remembered = new Map(changes.map((change) => [change.revision, change]));
  const end = changes.at(-1)?.revision ?? 0;
  // Each change is a revision of its own, and the store is born at the first.
  let last = 1;
  for (const change of told) {
    const { revision } = change;
    if (revision > end) break;
    if (revision !== last + 1) return { rule, what: `${describe(change)} came after ${last}` };
    last = revision;
    const own = remembered.get(revision);
    if (own && describe(own) === describe(change)) continue;
    const what = `${describe(change)} was told, and is ${own ? describe(own) : 'nowhere'}`;
    return { rule, what };
  }
  return undefined;
}

function describe({ key, value, revision }: Change): string {
  return `${key}=${value} at revision ${revision}`;
}

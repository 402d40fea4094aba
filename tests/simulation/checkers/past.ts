import type { Lookup } from '../archivist.ts';
import type { Change, History } from '../history.ts';
import type { Checker, Finding } from './checker.ts';

const rule = 'the past stays as it was';

/**
 * Who asks for a revision of the past gets what was there then, and is told that it is compacted
 * only where somebody has asked for that.
 */
export function checkPast(): Checker {
  return { conclude: (_cluster, history) => check(history) };
}

function check({ changes, lookups }: History): Finding | undefined {
  for (const lookup of lookups) {
    const { key, revision, value, isCompacted, compactRevision } = lookup;
    if (isCompacted) {
      if (revision < compactRevision) continue;
      return {
        rule,
        what: `${key} at revision ${revision} was compacted, and nobody asked for it`,
      };
    }
    const was = valueAt(changes, lookup);
    if (was === value) continue;
    const what = `${key} was ${was ?? 'nothing'} at revision ${revision}, later on ${value}`;
    return { rule, what };
  }
  return undefined;
}

function valueAt(changes: readonly Change[], { key, revision }: Lookup): string | undefined {
  return changes.findLast((change) => change.key === key && change.revision <= revision)?.value;
}

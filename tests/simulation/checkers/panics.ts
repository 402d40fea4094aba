import type { TraceEvent } from '../../../labs/cluster/kernel/index.ts';
import type { SimulatedCluster } from '../cluster.ts';
import type { Checker } from './checker.ts';

/** No program of ours ends by an exception. What Raft asserts about itself shows here. */
export function checkPanics(isExcused: (event: TraceEvent) => boolean = () => false): Checker {
  return {
    see(event) {
      const { kind, from, what } = event;
      if (kind !== 'panic' || isExcused(event)) return undefined;
      return { rule: 'no program panics', what: `${from}: ${what}` };
    },
  };
}

/**
 * A member that was wiped asks the others who it is. Where it asks one that is behind, it takes its
 * old id for its own; and a leader that is behind, too, then speaks to it of entries that it has
 * lost. Real members end as ours do, and real administrators wipe them again.
 */
export function isMistakenIdentity({ replacing }: SimulatedCluster, event: TraceEvent): boolean {
  const isReplaced = replacing !== undefined && event.from.startsWith(`${replacing.name}/`);
  return isReplaced && event.what.includes('is out of range [lastIndex(0)]');
}

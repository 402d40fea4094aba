import type { Process } from '../../../labs/cluster/kernel/index.ts';
import type { Checker } from './checker.ts';

/**
 * A member's commit index never goes back while its process lives; nor does what it has applied.
 */
export function checkCommitIndex(): Checker {
  const last = new WeakMap<Process, { readonly commit: number; readonly applied: number }>();
  return {
    look(cluster) {
      for (const machine of cluster.members) {
        const process = cluster.processOf(machine);
        const view = cluster.viewOf(machine);
        if (process === undefined || view === undefined) continue;
        const { commitIndex: commit, appliedIndex: applied } = view;
        const before = last.get(process);
        if (before && (commit < before.commit || applied < before.applied)) {
          const was = `${before.commit} (applied ${before.applied})`;
          const what = `${machine.name} went back from ${was} to ${commit} (applied ${applied})`;
          return { rule: 'commit never goes back', what };
        }
        last.set(process, { commit, applied });
      }
      return undefined;
    },
  };
}

import type { Checker } from './checker.ts';

/**
 * A lease lasts: whoever renews it in time has it, whoever leads the cluster. It may last longer,
 * since a new leader gives every lease its whole length again.
 *
 * A leader that does not know yet that it was deposed renews leases too, or does not know them;
 * real etcd is no better. So what it says counts for nothing once a later term has a leader.
 */
export function checkLeases(): Checker {
  const elected: { readonly atUs: number; readonly term: number }[] = [];
  const newestTerm = (atUs: number): number =>
    Math.max(0, ...elected.filter((one) => one.atUs <= atUs).map(({ term }) => term));
  return {
    see({ kind, what, atUs }) {
      const term = /^leader@(\d+)$/.exec(kind === 'role' ? what : '')?.[1];
      if (term !== undefined) elected.push({ atUs, term: Number(term) });
      return undefined;
    },
    conclude(_cluster, { leases }) {
      for (const { id, ttlUs, renewals, gone } of leases) {
        const last = renewals.findLast(({ atUs, term }) => term >= newestTerm(atUs));
        if (last === undefined || gone === undefined || gone.term < newestTerm(gone.atUs)) continue;
        if (gone.atUs >= last.atUs + ttlUs) continue;
        const after = ((gone.atUs - last.atUs) / 1_000_000).toFixed(1);
        const what = `lease ${id} was gone ${after} s after it was renewed for ${ttlUs / 1e6} s`;
        return { rule: 'leases last', what };
      }
      return undefined;
    },
  };
}

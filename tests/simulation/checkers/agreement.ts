import type { Checker } from './checker.ts';

/** When all is well again, all members have applied the same and are at the same revision. */
export function checkAgreement(): Checker {
  return {
    conclude(cluster, { changes }) {
      const newest = Math.max(...cluster.members.map((one) => cluster.viewOf(one)?.revision ?? 0));
      const told = changes.at(-1)?.revision ?? 1;
      for (const machine of cluster.members) {
        const revision = cluster.viewOf(machine)?.revision ?? 0;
        if (revision === newest && revision >= told) continue;
        const what = `${machine.name} is at revision ${revision}, others at ${newest}`;
        return { rule: 'members agree in the end', what };
      }
      return undefined;
    },
  };
}

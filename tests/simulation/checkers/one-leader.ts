import type { Checker, Finding } from './checker.ts';

/**
 * One leader per term (paper, §5.2): by what members say when it happens, and by what they show.
 */
export function checkOneLeader(): Checker {
  const leaders = new Map<number, string>();
  const claim = (name: string, term: number): Finding | undefined => {
    const known = leaders.get(term) ?? name;
    leaders.set(term, known);
    if (known === name) return undefined;
    const what = `${known} and ${name} both lead in term ${term}`;
    return { rule: 'one leader per term', what };
  };
  return {
    see({ kind, from, what }) {
      if (kind !== 'role' || !what.startsWith('leader@')) return undefined;
      return claim(from, Number(what.slice('leader@'.length)));
    },
    look(cluster) {
      for (const machine of cluster.members) {
        const view = cluster.viewOf(machine);
        const found = view?.role === 'leader' ? claim(machine.name, view.term) : undefined;
        if (found) return found;
      }
      return undefined;
    },
  };
}

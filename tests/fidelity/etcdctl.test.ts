import { describe, expect, it } from 'vitest';
import { comparable, isComparable } from './compare.ts';
import { differing } from './differing.ts';
import { readCases } from './recorded-case.ts';
import { ReferenceEtcd } from './reference-etcd.ts';

const cases = [...readCases(new URL('./etcdctl', import.meta.url)).values()];

describe('etcdctl against what the real one did', () => {
  const reference = new ReferenceEtcd();
  for (const recorded of cases) {
    const reason = differing[recorded.id];
    it(`${recorded.id}${reason ? ` (differs: ${reason})` : ''}`, () => {
      reference.prepare(recorded);
      const got = comparable(recorded, reference.run(recorded));
      expect(reference.cluster.kernel.panics).toEqual([]);
      if (!isComparable(recorded)) return;
      if (reason === undefined) expect(got).toEqual(comparable(recorded, recorded));
      else expect(got, 'it no longer differs').not.toEqual(comparable(recorded, recorded));
    });
  }

  it('matches in 95 of 100 cases at least', () => {
    const compared = cases.filter(isComparable);
    const same = compared.filter(({ id }) => differing[id] === undefined);
    expect(same.length / compared.length).toBeGreaterThanOrEqual(0.95);
  });
});

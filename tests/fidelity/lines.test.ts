import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { comparable } from './compare.ts';
import type { RecordedCase } from './recorded-case.ts';
import { ReferenceEtcd } from './reference-etcd.ts';

/** Many command lines and what the real programs answered, one after the other. */
interface Recording {
  readonly note: string;
  /** Stands in the help of every command: `{{GLOBAL OPTIONS}}`. */
  readonly globalOptions: string;
  readonly cases: readonly Line[];
}

/** A line that is only run, for those after it, has no output but the reason why. */
type Line = RecordedCase & { readonly differs?: string };

const folder = new URL('./lines/', import.meta.url);

for (const name of readdirSync(folder)) {
  const text = readFileSync(new URL(name, folder), 'utf8');
  const { note, globalOptions, cases } = JSON.parse(text) as Recording;
  describe(note, () => {
    const reference = new ReferenceEtcd();
    for (const recorded of cases) {
      const { id, cmd, differs } = recorded;
      it(`${id}: ${cmd}${differs ? ` (differs: ${differs})` : ''}`, () => {
        reference.prepare(recorded);
        const got = comparable(recorded, reference.run(recorded));
        expect(reference.cluster.kernel.panics).toEqual([]);
        if (differs !== undefined) return;
        const stdout = recorded.stdout!.replace('{{GLOBAL OPTIONS}}', globalOptions);
        expect(got).toEqual(comparable(recorded, { ...recorded, stdout }));
      });
    }
  });
}

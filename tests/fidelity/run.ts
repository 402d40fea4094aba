/*
 * Runs recorded cases in the lab's shell, in their order, on the reference topology that they were
 * recorded on, and writes what it got beside them, in the same shape:
 *
 *     npm run fidelity -- etcdctl --cases DIR --out DIR
 *
 * It prints the cases that differ, with the reason where one is known, and how many match; it ends
 * with 1 where a difference has no reason.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { comparable, isComparable } from './compare.ts';
import { differing } from './differing.ts';
import { readCases } from './recorded-case.ts';
import { ReferenceEtcd } from './reference-etcd.ts';

const references = { etcdctl: () => new ReferenceEtcd() };

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { cases: { type: 'string' }, out: { type: 'string' } },
});
const [suite = ''] = positionals;
if (!(suite in references) || values.cases === undefined || values.out === undefined) {
  const suites = Object.keys(references).join('|');
  process.stderr.write(`usage: npm run fidelity -- ${suites} --cases DIR --out DIR\n`);
  process.exit(2);
}

const reference = references[suite as keyof typeof references]();
mkdirSync(values.out, { recursive: true });
let compared = 0;
let matched = 0;
for (const [file, recorded] of readCases(values.cases)) {
  reference.prepare(recorded);
  const { stdout, stderr, code, seconds } = reference.run(recorded);
  const got = { ...recorded, stdout, stderr, code, seconds };
  writeFileSync(`${values.out}/${file}`, `${JSON.stringify(got, null, 1)}\n`);
  if (!isComparable(recorded)) continue;
  compared++;
  const [left, right] = [recorded, got].map((of) => JSON.stringify(comparable(recorded, of)));
  if (left === right) matched++;
  else {
    const reason = differing[recorded.id];
    process.stdout.write(`${recorded.id}: ${reason ?? 'differs'}\n`);
    if (reason === undefined) process.exitCode = 1;
  }
}
const percent = ((100 * matched) / Math.max(1, compared)).toFixed(1);
process.stdout.write(`matched ${matched} of ${compared} (${percent} %)\n`);

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkDeterminism } from './determinism.ts';
import { checkEssays } from './essays.ts';
import { checkNames } from './names.ts';
import { checkFileLength, checkFunctionLength, checkLineLength } from './sizes.ts';
import { readSources, root } from './source.ts';
import type { Rule } from './source.ts';
import { checkLockfile, checkPlaces, checkSwitchedOff, checkUnfinished } from './words.ts';

interface Example {
  rule: Rule;
  about: string;
  good: [path: string, text: string][];
  bad: [path: string, text: string][];
}

const lab = 'labs/cluster/kernel/clock.ts';
const lines = (count: number): string => 'step();\n'.repeat(count);

const examples: Example[] = [
  {
    rule: checkDeterminism,
    about: 'time, luck, locale and rounding come from the kernel',
    good: [
      ['labs/host/worker.ts', 'setTimeout(() => Date.now());'],
      ['src/clock.ts', 'const now = Date.now();'],
      [lab, "const headers = { Date: format(now) }; headers.Date = '';"],
      [lab, 'Math.floor(Math.sqrt(9)); const size = 2 ** 32;'],
      [lab, 'function raise(by: bigint) { return by < 0n ? 0n : base ** by; }'],
      [lab, '// Date and Promise are only spoken of here'],
      [lab, 'function* wait() { yield* sleep(second); }'],
    ],
    bad: [
      [lab, 'const now = Date.now();'],
      [lab, 'let due: Date;'],
      [lab, 'const luck = Math.random();'],
      [lab, 'setTimeout(run, 5);'],
      [lab, 'globalThis.setInterval(run, 5);'],
      [lab, 'queueMicrotask(run);'],
      [lab, 'function get(): Promise<void> { return then; }'],
      [lab, 'async function get() {}'],
      [lab, 'names.sort((a, b) => a.localeCompare(b));'],
      [lab, 'count.toLocaleString();'],
      [lab, 'const format = Intl;'],
      [lab, 'const y = Math.sin(x);'],
      [lab, 'const y = Math.pow(x, 2);'],
      [lab, 'const y = x ** 2;'],
    ],
  },
  {
    rule: checkFileLength,
    about: 'a file is split before 400 lines',
    good: [
      [lab, lines(400)],
      ['labs/cluster/api/kind-table.ts', lines(401)],
      ['tests/simulation/run.ts', lines(401)],
    ],
    bad: [
      [lab, lines(401)],
      ['src/styles/site.css', 'a {\n}\n'.repeat(201)],
    ],
  },
  {
    rule: checkFunctionLength,
    about: 'a function is split before 70 lines',
    good: [[lab, `function run() {\n${lines(68)}}`]],
    bad: [
      [lab, `function run() {\n${lines(69)}}`],
      [lab, `const run = () => {\n${lines(69)}};`],
      [lab, `class Kernel {\n*run() {\n${lines(69)}}\n}`],
    ],
  },
  {
    rule: checkLineLength,
    about: 'a line has at most 100 columns',
    good: [
      [lab, `// ${'x'.repeat(97)}`],
      [lab, '→'.repeat(100)],
      [lab, `// https://example.com/${'x'.repeat(100)}`],
      ['content/quorum.mdx', 'word '.repeat(50)],
    ],
    bad: [
      [lab, `// ${'x'.repeat(98)}`],
      ['scripts/setup.mjs', 'x'.repeat(101)],
    ],
  },
  {
    rule: checkNames,
    about: 'files are kebab-case, components PascalCase, and every name says something',
    good: [
      ['labs/cluster/etcd/raft/raft-log.ts', ''],
      ['labs/lessons/quorum/files/etc/README_FIRST.txt', ''],
      ['src/components/lab/Lab.astro', ''],
      ['src/components/lab/ClusterPicture.tsx', ''],
      ['src/pages/[...slug].astro', ''],
      ['tests/tidy/floors.test.ts', ''],
    ],
    bad: [
      ['labs/cluster/etcd/raftLog.ts', ''],
      ['labs/cluster/etcd/Raft.ts', ''],
      ['labs/cluster/etcd/utils.ts', ''],
      ['labs/cluster/helpers/etcd.ts', ''],
      ['src/components/lab/cluster-picture.tsx', ''],
      ['src/components/lab/tab_list.ts', ''],
    ],
  },
  {
    rule: checkUnfinished,
    about: 'nothing is left to do',
    good: [[lab, '// mastodon']],
    bad: [
      [lab, '// TODO: later'],
      ['content/quorum.mdx', 'FIXME'],
    ],
  },
  {
    rule: checkSwitchedOff,
    about: 'no test is switched off or runs alone',
    good: [['tests/a.test.ts', "test('only this', skip);"]],
    bad: [
      ['tests/a.test.ts', "test.skip('a', run);"],
      ['tests/a.test.ts', "describe.concurrent.only('a', run);"],
      ['tests/browser/a.spec.ts', "test.describe.fixme('a', run);"],
    ],
  },
  {
    rule: checkPlaces,
    about: 'no path of the machine that it was built on',
    good: [
      ['labs/shell/coreutils/ls.ts', "'/tmp/notes'; '/root/.kube/config'"],
      ['README.md', 'See ../work/plan.md and https://example.com/work/'],
    ],
    bad: [
      ['README.md', 'Run it in /work/course/.'],
      ['scripts/setup.mjs', "'/tmp/scratch/out'"],
      ['labs/shell/coreutils/ls.ts', "'/Users/someone/course'"],
    ],
  },
];

const sources = readSources();

describe.each(examples)('$about', ({ rule, good, bad }) => {
  test('everywhere in the project', () => {
    expect(sources.flatMap(rule)).toEqual([]);
  });

  test('and the rule says nothing where nothing is wrong', () => {
    for (const [path, text] of good) expect(rule({ path, text }), text).toEqual([]);
  });

  test('and the rule speaks up where something is', () => {
    for (const [path, text] of bad) {
      expect(rule({ path, text }).length, `${path}: ${text.slice(0, 60)}`).toBeGreaterThan(0);
    }
  });
});

describe('each folder of labs/ opens with an essay', () => {
  const essay = '/*\n * What it is.\n * How ours works.\n * What it leaves out.\n */\nexport {};\n';

  test('everywhere in the project', () => {
    expect(checkEssays(sources)).toEqual([]);
  });

  test('and the rule finds the main file by its name', () => {
    const paths = ['labs/cluster/etcd/raft/index.ts', 'labs/cluster/machine/machine.ts'];
    const more = ['labs/topology/cluster.ts', 'labs/lessons/quorum/lesson.ts'];
    expect(checkEssays([...paths, ...more].map((path) => ({ path, text: essay })))).toEqual([]);
  });

  test('and the rule misses it where it is not', () => {
    const path = 'labs/cluster/etcd/etcd.ts';
    expect(checkEssays([{ path, text: 'export {};' }])).toHaveLength(1);
    expect(checkEssays([{ path, text: '/* etcd. */\nexport {};' }])).toHaveLength(1);
    expect(checkEssays([{ path: 'labs/cluster/etcd/member.ts', text: essay }])).toHaveLength(1);
  });
});

describe('the lockfile names no server', () => {
  test('ours does not', () => {
    expect(checkLockfile(readFileSync(`${root}package-lock.json`, 'utf8'))).toEqual([]);
  });

  test('and one that does is found', () => {
    const packages = { 'node_modules/a': { resolved: 'https://example.com/a.tgz' } };
    expect(checkLockfile(JSON.stringify({ packages }))).toHaveLength(1);
  });
});

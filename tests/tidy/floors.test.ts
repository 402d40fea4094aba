import { describe, expect, test } from 'vitest';
import { checkFloors } from './floors.ts';
import { isCode, readSources } from './source.ts';

test('every import of labs, src and content keeps to the floors', () => {
  expect(readSources().filter(isCode).flatMap(checkFloors)).toEqual([]);
});

function check(path: string, text: string): string[] {
  return checkFloors({ path, text });
}

const allowed: [path: string, text: string][] = [
  ['labs/cluster/kernel/queue.ts', "import { second } from './time.ts';"],
  ['labs/cluster/machine/boot.ts', "import { Kernel } from '../kernel/index.ts';"],
  ['labs/cluster/etcd/member.ts', "import { step } from './raft/node.ts';"],
  ['labs/cluster/apiserver/storage.ts', "import { put } from '../client/etcd-client.ts';"],
  ['labs/cluster/controllers/kube-controllers.ts', "import { run } from './job/job.ts';"],
  ['labs/shell/bash/parse.ts', "import { parse } from 'unbash';"],
  ['labs/shell/etcdctl/put.ts', "import { put } from '../../cluster/client/etcd-client.ts';"],
  ['labs/shell/etcdutl/a.ts', "import { parse } from '../../cluster/etcd/offline.ts';"],
  ['labs/topology/cluster.ts', "import { etcd } from '../cluster/etcd/etcd.ts';"],
  ['labs/topology/snapshot.ts', "import type { Role } from '../cluster/etcd/raft/node.ts';"],
  ['labs/host/node.ts', "import { stdin } from 'node:process';"],
  ['labs/host/protocol.ts', "import type { Snapshot } from '../topology/snapshot.ts';"],
  ['src/components/lab/session.ts', "import { hello } from '../../../labs/host/protocol.ts';"],
  ['src/lab/a.ts', "import { encodeFrame } from '../../labs/host/frames.ts';"],
  ['src/pages/labs.astro', "---\nimport { w } from '../../labs/lessons/quorum/words.ts';\n---\n"],
  ['src/lab.ts', "import.meta.glob('../labs/lessons/*/words.ts');"],
  ['src/lab.ts', "import address from '../labs/host/etcd-worker.ts?worker&url';"],
  ['src/figures/quorum.astro', "---\nimport { run } from '../../labs/host/node-run.ts';\n---\n"],
  ['content/quorum.mdx', "import Quiz from '../src/components/Quiz.astro';\n\nWords.\n"],
];

const refused: [path: string, text: string, why: RegExp][] = [
  ['labs/cluster/kernel/queue.ts', "import { boot } from '../machine/boot.ts';", /go down/],
  ['labs/cluster/kernel/queue.ts', "import type { Boot } from '../machine/boot.ts';", /go down/],
  ['labs/cluster/api/pod.ts', "import { second } from '../kernel/time.ts';", /go down/],
  ['labs/cluster/client/etcd.ts', "export * from '../etcd/mvcc/store.ts';", /go down/],
  ['labs/cluster/apiserver/a.ts', "import { s } from '../etcd/mvcc/store.ts';", /on the network/],
  ['labs/cluster/apiserver/a.ts', "import type { S } from '../etcd/s.ts';", /on the network/],
  ['labs/cluster/controllers/job/a.ts', "import '../node/node.ts';", /on the network/],
  ['labs/cluster/scheduler/a.ts', "import '../controllers/node/node.ts';", /on the network/],
  ['labs/cluster/kubelet/a.ts', "const later = import('../network/proxy.ts');", /on the network/],
  ['labs/shell/etcdctl/a.ts', "import '../../cluster/etcd/etcd.ts';", /over the network/],
  ['labs/shell/etcdutl/a.ts', "import '../../cluster/etcd/storage.ts';", /over the network/],
  ['labs/shell/etcdctl/a.ts', "import '../../cluster/etcd/offline.ts';", /over the network/],
  ['labs/topology/build.ts', "import '../cluster/kubelet/kubelet.ts';", /over the network/],
  ['labs/shell/bash/a.ts', "import { get } from '../kubectl/get.ts';", /looks programs up/],
  ['labs/cluster/etcd/a.ts', "import { parse } from 'unbash';", /no package/],
  ['labs/host/worker.ts', "import { readFileSync } from 'node:fs';", /no package/],
  ['labs/host/protocol.ts', "import { draw } from '../topology/snapshot.ts';", /only types/],
  ['labs/lessons/quorum/words.ts', "import { check } from './lesson.ts';", /only types/],
  ['labs/cluster/rest/a.ts', 'export {};', /no floor/],
  ['src/a.ts', "import { build } from '../labs/topology/cluster.ts';", /nothing else/],
  ['src/a.ts', "import type { L } from '../labs/lessons/quorum/lesson.ts';", /nothing else/],
  ['src/a.ts', "import.meta.glob('../labs/lessons/*/lesson.ts');", /nothing else/],
  ['src/a.ts', "import Lab from '../labs/host/etcd-worker.ts?worker';", /nothing else/],
  ['src/a.ts', "fetch(new URL('../labs/host/etcd-worker.ts', import.meta.url));", /nothing else/],
  [
    'src/a.ts',
    "new Worker(new URL('../labs/host/etcd-worker.ts', import.meta.url));",
    /nothing else/,
  ],
  ['src/a.ts', "import address from '../labs/host/node.ts?worker&url';", /no other/],
  ['src/a.ts', "import { run } from '../labs/host/node-run.ts';", /nothing else/],
  ['src/A.astro', "---\n---\n<script>import '../labs/host/worker.ts';</script>", /nothing else/],
  ['src/a.ts', "import words from '../content/quorum.mdx';", /go down/],
  ['content/a.mdx', "import { run } from '../labs/host/node-run.ts';\n", /nothing else/],
];

describe('an import that is allowed', () => {
  test.each(allowed)('%s: %s', (path, text) => {
    expect(check(path, text)).toEqual([]);
  });
});

describe('an import that is refused, with the reason', () => {
  test.each(refused)('%s: %s', (path, text, why) => {
    expect(check(path, text)).toEqual([expect.stringMatching(why)]);
  });
});

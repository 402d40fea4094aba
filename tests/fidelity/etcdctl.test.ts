import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TestCluster, type RunResult, type TestMember } from '../etcd/harness.ts';
import { shellPrograms } from '../shell/run.ts';
import { mask } from './mask.ts';

/** A recorded command of real etcdctl 3.5.30; without output where that is withheld. */
interface Case {
  readonly id: string;
  readonly cmd: string;
  readonly stdin: string | null;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly code?: number;
  readonly seconds?: number;
  readonly env?: { readonly ETCDCTL_ENDPOINTS: string };
}

/** Cases that differ, and why that is right. */
const differing: Readonly<Record<string, string>> = {
  'etcd-001-version': 'etcdutl comes with snapshots',
  'etcd-116-f2-get-live-ep-long': 'whose timer fires first at the end, client or server, is luck',
};

/** What the lab's shell has not got yet would fail for a reason that is not etcdctl's. */
const OUTSIDE = /command not found/;

const folder = new URL('./etcdctl/', import.meta.url);
const cases = readdirSync(folder)
  .sort()
  .map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Case);

/** One machine, three members, as when the cases were recorded; the member that leads is etcd-1. */
class Reference {
  readonly cluster: TestCluster;
  readonly #urls = [1, 2, 3].map((at) => `http://127.0.0.1:2379${at}`);
  #killed: TestMember | undefined;

  constructor() {
    for (let seed = 1; ; seed++) {
      this.cluster = new TestCluster(`reference-${seed}`, shellPrograms, 'loopback');
      this.cluster.start();
      this.cluster.runFor(5);
      if (this.cluster.leader?.name === 'etcd-1') return;
    }
  }

  /** Does what happened between the cases. Source: the recordings' notes */
  prepare(number: number): void {
    const { cluster } = this;
    if (number === 50) this.#makeRevisionsOfLeases();
    if (number === 102) this.#kill(cluster.members[0]!);
    if (number === 110) {
      this.#kill(cluster.followers()[0]!);
      cluster.runFor(3);
    }
    if (number === 130) {
      cluster.start(cluster.members[0]!);
      cluster.runUntil(() => cluster.leader !== undefined);
    }
    if (number === 131 || number === 134) {
      cluster.start(cluster.members.find(({ process }) => process?.state === 'exited')!);
      cluster.runFor(2);
    }
    if (number === 132) this.#kill(cluster.leader!);
  }

  run({ cmd, stdin, env }: Case): RunResult {
    const bash = shellPrograms.get('/bin/bash')!;
    const PATH = '/usr/local/bin:/usr/bin:/bin';
    const variables = { PATH, ETCDCTL_ENDPOINTS: this.#endpoints(env?.ETCDCTL_ENDPOINTS) };
    const input = stdin === null ? {} : { stdin };
    return this.cluster.run(bash, ['bash', '-c', cmd], { env: variables, ...input });
  }

  /** The cases about leases, which are left out, made four revisions and left no key. */
  #makeRevisionsOfLeases(): void {
    for (const cmd of ['put x 1', 'del x', 'put x 1', 'del x']) {
      this.run({ id: '', cmd: `etcdctl ${cmd}`, stdin: null });
    }
  }

  #kill(member: TestMember): void {
    this.#killed = member;
    member.process!.signal('SIGKILL');
  }

  #endpoints(role: string | undefined): string {
    const { members } = this.cluster;
    if (role === undefined) return this.#urls.join(',');
    if (role.startsWith('http')) return role;
    const wanted = role.includes('killed')
      ? this.#killed
      : members.find(({ process }) => process?.state !== 'exited');
    return this.#urls[members.indexOf(wanted!)]!;
  }
}

describe('etcdctl against what the real one did', () => {
  const reference = new Reference();
  for (const recorded of cases) {
    const reason = differing[recorded.id];
    it(`${recorded.id}${reason ? ` (differs: ${reason})` : ''}`, () => {
      reference.prepare(Number(/\d+/.exec(recorded.id)![0]));
      const got = reference.run(recorded);
      if (recorded.stdout === undefined || reason || OUTSIDE.test(got.stderr)) return;
      const isOrdered = /etcdctl (watch|txn)|--prev-kv|get .*--order/.test(recorded.cmd);
      const told = (result: { stdout?: string; stderr?: string; code?: number }): unknown => ({
        stdout: mask(result.stdout ?? '', isOrdered),
        stderr: mask(result.stderr ?? '', isOrdered),
        code: result.code,
      });
      expect(told(got)).toEqual(told(recorded));
      const { seconds = 0 } = recorded;
      const slack = Math.max(1, seconds * 0.2);
      if (seconds >= 3) expect(Math.abs(got.seconds - seconds)).toBeLessThan(slack);
    });
  }

  it('had no crash', () => {
    expect(reference.cluster.kernel.panics).toEqual([]);
  });
});

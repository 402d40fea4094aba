import { describe, expect, it } from 'vitest';
import { shellPrograms } from '../shell/run.ts';
import { TestCluster } from './harness.ts';

const bash = shellPrograms.get('/bin/bash')!;

function started(seed: string, quota: string): TestCluster {
  const flags = ['--quota-backend-bytes', quota];
  const cluster = new TestCluster(seed, shellPrograms, 'loopback', { flags });
  cluster.start();
  cluster.runFor(5);
  return cluster;
}

function run(cluster: TestCluster, line: string): string {
  const endpoints = cluster.members.map((_, at) => `http://127.0.0.1:${23_791 + at}`);
  const env = { PATH: '/usr/bin:/bin', ETCDCTL_ENDPOINTS: endpoints.join(',') };
  const { stdout, stderr } = cluster.run(bash, ['bash', '-c', line], { env });
  return stdout + stderr.replace(/^\{.*\n/gm, '');
}

/** With time for all members to see how large they are. */
const fill =
  'for i in 1 2 3 4 5 6 7 8; do head -c 100000 /dev/zero | tr "\\0" x | ' +
  'etcdctl put k$i || break; sleep 0.2; done';
const FULL = 'Error: etcdserver: mvcc: database space exceeded\n';

describe('a cluster out of space', () => {
  it('takes no writes on any member, but reads and deletions', () => {
    const cluster = started('full', '700000');
    expect(run(cluster, fill)).toBe(`${'OK\n'.repeat(3)}${FULL}`);
    for (const [at] of cluster.members.entries()) {
      const etcdctl = `ETCDCTL_ENDPOINTS=http://127.0.0.1:${23_791 + at} etcdctl`;
      expect(run(cluster, `${etcdctl} put a b`)).toBe(FULL);
      expect(run(cluster, `${etcdctl} lease grant 10`)).toContain('space exceeded');
      expect(run(cluster, `${etcdctl} get k1 --keys-only`)).toBe('k1\n\n');
    }
    const txn = `printf 'create("k1") != "0"\\n\\n%s\\n\\n\\n' 'get k1 --keys-only' | etcdctl txn`;
    expect(run(cluster, txn)).toBe('SUCCESS\n\nk1\n\n');
    const [leader] = cluster.members.filter((member) => member === cluster.leader);
    expect(leader!.log).toContain('"msg":"alarm raised","alarm":"NOSPACE"');
    expect(run(cluster, 'etcdctl del k --prefix')).toBe('3\n');
  });

  it('goes on after compaction, defragmentation and disarming, in this order', () => {
    const cluster = started('recovers', '618600');
    run(cluster, fill);
    cluster.runFor(0.5);
    const health = 'curl -s http://127.0.0.1:23791/health';
    expect(run(cluster, health)).toBe('{"health":"false","reason":"ALARM NOSPACE"}\n');
    expect(run(cluster, `${health}?exclude=NOSPACE`)).toBe('{"health":"true","reason":""}');
    run(cluster, 'etcdctl del k --prefix; etcdctl compact 5');
    run(cluster, 'etcdctl alarm disarm');
    expect(run(cluster, 'etcdctl put a b')).toBe(FULL);
    const sizes = cluster.members.map(() => 'Finished defragmenting etcd member');
    expect(run(cluster, 'etcdctl defrag').match(/Finished \w+ etcd member/g)).toEqual(sizes);
    expect(run(cluster, 'etcdctl put a b')).toBe(FULL);
    expect(run(cluster, 'etcdctl alarm disarm')).toContain('alarm:NOSPACE');
    expect(run(cluster, 'etcdctl put a b')).toBe('OK\n');
    expect(run(cluster, health)).toBe('{"health":"true","reason":""}');
  });
});

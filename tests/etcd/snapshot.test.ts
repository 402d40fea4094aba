import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../labs/cluster/etcd/sha256.ts';
import { shellPrograms } from '../shell/run.ts';
import { TestCluster } from './harness.ts';

const bash = shellPrograms.get('/bin/bash')!;
const ENDPOINTS = [0, 1, 2].map((at) => `http://127.0.0.1:${23_791 + at}`);

function run(cluster: TestCluster, line: string, endpoint = ENDPOINTS[0]!): string {
  const env = { PATH: '/usr/bin:/bin', ETCDCTL_ENDPOINTS: endpoint };
  const options = { env, cwd: '/root' };
  const { stdout, stderr } = cluster.run(bash, ['bash', '-c', line], options);
  return stdout + stderr.replace(/^\{.*\n/gm, '');
}

function started(seed: string): TestCluster {
  const cluster = new TestCluster(seed, shellPrograms, 'loopback');
  cluster.start();
  cluster.runFor(5);
  return cluster;
}

describe('SHA-256', () => {
  it('is that of everybody else, whatever the length', () => {
    for (const length of [0, 1, 55, 56, 63, 64, 65, 1_000]) {
      const text = 'etcd'.repeat(length).slice(0, length);
      const wanted = createHash('sha256').update(text).digest().toString('latin1');
      expect(sha256(new TextEncoder().encode(text))).toBe(wanted);
    }
  });
});

describe('a snapshot', () => {
  it('is fetched from one member, and is the same from each', () => {
    const cluster = started('same');
    run(cluster, 'etcdctl put a 1; etcdctl put b 2; etcdctl del a; etcdctl lease grant 60');
    cluster.runFor(0.5);
    const statuses = ENDPOINTS.map((endpoint, at) => {
      const saved = run(cluster, `etcdctl snapshot save s${at}.db`, endpoint);
      expect(saved).toBe(`Snapshot saved at s${at}.db\n`);
      return run(cluster, `etcdutl snapshot status s${at}.db`);
    });
    expect(statuses[0]).toMatch(/^[0-9a-f]{6,8}, 4, \d+, 20 kB\n$/);
    expect(new Set(statuses).size).toBe(1);
    run(cluster, 'etcdctl put c 3; etcdctl snapshot save later.db');
    expect(run(cluster, 'etcdutl snapshot status later.db')).not.toBe(statuses[0]);
    expect(run(cluster, 'stat -c %s later.db')).toBe(`${20_480 + 32}\n`);
  });

  it('is had of a member without a leader too', () => {
    const cluster = started('alone');
    const [first] = cluster.members;
    for (const other of cluster.members.slice(1)) other.process!.signal('SIGKILL');
    cluster.runFor(3);
    expect(run(cluster, 'etcdctl snapshot save s.db')).toBe('Snapshot saved at s.db\n');
    first!.process!.signal('SIGKILL');
    const late = run(cluster, 'etcdctl --command-timeout=2s snapshot save t.db; ls t.db*');
    expect(late).toContain('context deadline exceeded');
    expect(late).toContain("cannot access 't.db*'");
  });

  it('is told from what is none', () => {
    const cluster = started('none');
    expect(run(cluster, 'etcdutl snapshot status nowhere')).toBe(
      'Error: stat nowhere: no such file or directory\n',
    );
    expect(run(cluster, 'echo x > f; etcdutl snapshot status f; echo $?')).toBe(
      '1\nError: invalid database\n',
    );
    expect(run(cluster, 'etcdctl snapshot save a b; echo $?')).toBe(
      '128\nError: snapshot save expects one argument\n',
    );
    expect(cluster.kernel.panics).toEqual([]);
  });
});

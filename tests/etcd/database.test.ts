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

describe('a cluster that is restored', () => {
  /** What an administrator does on each machine: the data goes, and comes from the snapshot. */
  function restore(cluster: TestCluster, flags = ''): void {
    for (const { process } of cluster.members) process!.signal('SIGKILL');
    for (const { argv } of cluster.members) {
      const value = (flag: string): string => argv[argv.indexOf(flag) + 1]!;
      const same = ['--name', '--data-dir', '--initial-cluster', '--initial-cluster-token'];
      const words = [...same, '--initial-advertise-peer-urls'].map((flag) => {
        return `${flag} ${value(flag)}`;
      });
      const folder = value('--data-dir');
      const line = `rm -rf ${folder}; etcdutl snapshot restore s.db ${words.join(' ')} ${flags}`;
      expect(run(cluster, line)).toContain('restored snapshot');
    }
    cluster.start();
    cluster.runFor(5);
  }

  it('has the keys, leases and users of the snapshot, and nothing that came after it', () => {
    const cluster = started('restored');
    const lease = /lease (\w+)/.exec(run(cluster, 'etcdctl lease grant 300'))![1]!;
    run(cluster, `etcdctl put a 1; etcdctl put a 2; etcdctl put b 1 --lease=${lease}`);
    run(cluster, 'etcdctl user add root:pw; etcdctl role add app');
    cluster.runFor(0.5);
    run(cluster, 'etcdctl snapshot save s.db; etcdctl put a 3; etcdctl put c 1');
    restore(cluster);
    for (const endpoint of ENDPOINTS) {
      expect(run(cluster, 'etcdctl get a --prefix', endpoint)).toBe('a\n2\n');
    }
    expect(run(cluster, 'etcdctl get a --rev=2')).toBe('a\n1\n');
    expect(run(cluster, 'etcdctl get c; etcdctl user list; etcdctl role list')).toBe('root\napp\n');
    expect(run(cluster, 'etcdctl member list').match(/started/g)).toHaveLength(3);
    expect(run(cluster, `etcdctl lease timetolive ${lease} --keys`)).toContain('keys([b])');
    run(cluster, `etcdctl lease revoke ${lease}`);
    expect(run(cluster, 'etcdctl put a 4; etcdctl get b')).toBe('OK\n');
    for (const { process } of cluster.members) process!.signal('SIGKILL');
    cluster.start();
    cluster.runFor(5);
    expect(run(cluster, 'etcdctl get a')).toBe('a\n4\n');
    expect(cluster.kernel.panics).toEqual([]);
  });

  it('goes on beyond the revisions that clients have seen, if it is told to', () => {
    const cluster = started('bumped');
    run(cluster, 'etcdctl put a 1; etcdctl put b 1; etcdctl del b');
    cluster.runFor(0.5);
    run(cluster, 'etcdctl snapshot save s.db');
    restore(cluster, '--bump-revision 1000 --mark-compacted');
    expect(run(cluster, 'etcdctl get a b -w fields')).toContain('"Revision" : 1004\n');
    expect(run(cluster, 'etcdctl get a --rev=1003')).toContain('has been compacted');
    expect(run(cluster, 'timeout 1 etcdctl watch a --rev=5')).toContain('has been compacted');
    expect(run(cluster, 'etcdctl get a; etcdctl get b; etcdctl put a 2')).toBe('a\n1\nOK\n');
  });

  it('is not made of a file that was changed, nor over another member', () => {
    const cluster = started('refused');
    run(cluster, 'etcdctl snapshot save s.db');
    const restoreTo = (file: string): string =>
      run(cluster, `etcdutl snapshot restore ${file} --data-dir d 2>&1 | tail -1; rm -rf d`);
    run(cluster, 'sed s/revision/reversion/ s.db > t.db; (cat s.db; printf x) > u.db');
    expect(restoreTo('t.db')).toMatch(/^Error: (expected sha256 \[[\d ]+\], got|snapshot missing)/);
    expect(restoreTo('u.db')).toBe('Error: snapshot missing hash but --skip-hash-check=false\n');
    expect(restoreTo('v.db')).toBe('Error: open v.db: no such file or directory\n');
    const twice =
      'for i in 1 2; do etcdctl snapshot restore s.db --name default; done 2>&1 | tail -1';
    expect(run(cluster, twice)).toBe(
      'Error: data-dir "default.etcd" not empty or could not be read\n',
    );
  });
});

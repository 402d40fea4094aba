import { describe, expect, it } from 'vitest';
import { Lessor, Store } from '../../labs/cluster/etcd/mvcc/index.ts';
import { etcdctlPrograms } from '../../labs/shell/etcdctl/index.ts';
import { TestCluster, type TestMember } from './harness.ts';

const etcdctl = etcdctlPrograms.get('/usr/bin/etcdctl')!;
const SECOND = 1_000_000;

function started(seed: string): TestCluster {
  const cluster = new TestCluster(seed, etcdctlPrograms, 'hosts');
  cluster.start();
  cluster.runFor(5);
  return cluster;
}

/** Runs etcdctl against one member, or against all. */
function run(cluster: TestCluster, line: string, member?: TestMember): string {
  const all = cluster.members.map(({ name }) => `http://${name}:2379`);
  const endpoints = member ? `http://${member.name}:2379` : all.join(',');
  const env = { ETCDCTL_ENDPOINTS: endpoints };
  const { stdout, stderr } = cluster.run(etcdctl, ['etcdctl', ...line.split(' ')], { env });
  return stdout + stderr.replace(/^\{.*\n/gm, '');
}

function grant(cluster: TestCluster, seconds: number): string {
  return /lease (\w+) granted/.exec(run(cluster, `lease grant ${seconds}`))![1]!;
}

describe('a lessor', () => {
  it('counts only while it is the primary, and anew when it becomes that', () => {
    let nowUs = 0;
    const lessor = new Lessor({ ttlMin: 2, nowUs: () => nowUs });
    lessor.grant('a', 1);
    expect(lessor.nextEndUs).toBe(Infinity);
    lessor.promote(SECOND);
    expect(lessor.lookup('a')).toMatchObject({ ttlSeconds: 2 });
    expect(lessor.nextEndUs).toBe(3 * SECOND);
    nowUs = 3 * SECOND;
    expect(lessor.renew('a')).toBe(false);
    expect(lessor.takeExpired(9)).toMatchObject([{ id: 'a' }]);
    expect(lessor.takeExpired(9)).toEqual([]);
    nowUs = 6 * SECOND;
    expect(lessor.takeExpired(9)).toMatchObject([{ id: 'a' }]);
    lessor.demote();
    expect(lessor.nextEndUs).toBe(Infinity);
  });

  it('loses a key to a later lease, to a put without one and to a deletion', () => {
    const store = new Store();
    for (const id of ['a', 'b']) store.leases.grant(id, 10);
    const keysOf = (id: string): string[] => [...store.leases.lookup(id)!.keys];
    for (const key of ['x', 'y', 'z'])
      store.transact(() => store.put({ key, value: '', lease: 'a' }));
    store.transact(() => store.put({ key: 'x', value: '', lease: 'b' }));
    store.transact(() => store.put({ key: 'y', value: '' }));
    store.transact(() => store.deleteRange({ key: 'z' }));
    expect([keysOf('a'), keysOf('b')]).toEqual([[], ['x']]);
    store.transact(() => store.put({ key: 'x', value: '2', ignore_lease: true }));
    expect(keysOf('b')).toEqual(['x']);
    const { revision } = store;
    expect(store.revoke('a')).toBeUndefined();
    expect(store.revision).toBe(revision);
    store.revoke('b');
    expect(store.revision).toBe(revision + 1);
    expect(store.put({ key: 'x', value: '', lease: 'b' })).toBe('leaseNotFound');
  });
});

describe('leases of three members', () => {
  it('end half a second late at most, with their keys, on all members at one revision', () => {
    const cluster = started('one');
    const id = grant(cluster, 3);
    run(cluster, `put b 1 --lease=${id}`);
    run(cluster, `put a 1 --lease=${id}`);
    cluster.runFor(2.9);
    expect(run(cluster, 'get a')).toBe('a\n1\n');
    cluster.runFor(0.7);
    expect(run(cluster, 'get a b --keys-only')).toBe('');
    expect(cluster.members.map((member) => cluster.view(member)?.revision)).toEqual([4, 4, 4]);
    expect(run(cluster, `lease timetolive ${id}`)).toBe(`lease ${id} already expired\n`);
    expect(run(cluster, 'lease list')).toBe('found 0 leases\n');
  });

  it('are renewed and looked at through any member, by the leader alone', () => {
    const cluster = started('two');
    const id = grant(cluster, 10);
    cluster.runFor(6);
    const [follower] = cluster.followers();
    const granted = `lease ${id} granted with TTL(10s), remaining`;
    expect(run(cluster, `lease timetolive ${id}`, follower)).toBe(`${granted}(3s)\n`);
    const renewed = `lease ${id} keepalived with TTL(10)\n`;
    expect(run(cluster, `lease keep-alive --once ${id}`, follower)).toBe(renewed);
    expect(run(cluster, `lease timetolive ${id}`, cluster.leader)).toBe(`${granted}(9s)\n`);
  });

  it('last their whole length again, and an election more, under a new leader', () => {
    const cluster = started('three');
    const id = grant(cluster, 5);
    run(cluster, `put k v --lease=${id}`);
    cluster.runFor(4);
    const leader = cluster.leader!;
    leader.process!.signal('SIGKILL');
    cluster.runUntil(() => cluster.leader !== undefined && cluster.leader !== leader);
    const [, survivor] = [leader, cluster.leader!];
    cluster.runFor(5.5);
    expect(run(cluster, 'get k', survivor)).toBe('k\nv\n');
    cluster.runFor(1.2);
    expect(run(cluster, 'get k', survivor)).toBe('');
  });

  it('survive a restart of all members', () => {
    const cluster = started('four');
    const id = grant(cluster, 30);
    run(cluster, `put k v --lease=${id}`);
    for (const { process } of cluster.members) process!.signal('SIGKILL');
    cluster.start();
    cluster.runFor(5);
    expect(run(cluster, 'lease list')).toBe(`found 1 leases\n${id}\n`);
    expect(run(cluster, `lease timetolive ${id} --keys`)).toContain('attached keys([k])');
    run(cluster, `lease revoke ${id}`);
    expect(run(cluster, 'get k')).toBe('');
  });

  it('are kept alive by a client, which says so when they are gone', () => {
    const cluster = started('five');
    const id = grant(cluster, 3);
    const env = { ETCDCTL_ENDPOINTS: 'http://etcd-1:2379,http://etcd-2:2379' };
    const argv = ['etcdctl', 'lease', 'keep-alive', id];
    const { process, out } = cluster.spawn(etcdctl, argv, { env });
    cluster.runFor(7);
    expect(process.state).toBe('running');
    run(cluster, `lease revoke ${id}`);
    cluster.runFor(2);
    const lines = out.text.trim().split('\n');
    expect(process.exit?.code).toBe(0);
    expect(lines.at(-1)).toBe(`lease ${id} expired or revoked.`);
    expect(lines.length).toBeGreaterThan(5);
    expect(cluster.kernel.panics).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import type { Process, Task } from '../../labs/cluster/kernel/index.ts';
import { EtcdClient, Watch } from '../../labs/cluster/client/etcd/index.ts';
import { etcdctlPrograms } from '../../labs/shell/etcdctl/index.ts';
import { TestCluster, type RunResult, type TestMember } from './harness.ts';

const etcdctl = etcdctlPrograms.get('/usr/bin/etcdctl')!;
const FEW = ['--snapshot-count', '10', '--experimental-snapshot-catchup-entries', '5'];

function started(seed: string, flags: readonly string[] = FEW): TestCluster {
  const cluster = new TestCluster(seed, etcdctlPrograms, 'hosts', { flags });
  cluster.start();
  cluster.runFor(5);
  return cluster;
}

function clientUrl({ name }: TestMember): string {
  return `http://${name}:2379`;
}

function run(cluster: TestCluster, line: string, member = cluster.leader!): RunResult {
  const env = { ETCDCTL_ENDPOINTS: clientUrl(member) };
  return cluster.run(etcdctl, ['etcdctl', ...line.split(' ')], { env });
}

function put(cluster: TestCluster, count: number, prefix = 'k'): void {
  for (let at = 0; at < count; at++) {
    expect(run(cluster, `put ${prefix}${at} ${at}`).code).toBe(0);
  }
}

/** What lies in a member's folder. */
function filesOf({ machine, name }: TestMember, folder: 'wal' | 'snap'): string[] {
  return machine.files.list(`/var/lib/${name}/member/${folder}`)!;
}

function hashes(cluster: TestCluster): string[] {
  return cluster.members.map((member) => {
    return run(cluster, 'endpoint hashkv', member).stdout.split(', ')[1]!;
  });
}

/** Cuts a member off from the others, not from its clients, while something happens. */
function withoutOthers(cluster: TestCluster, member: TestMember, happen: () => void): void {
  const { network } = cluster.kernel;
  const others = cluster.members.filter((other) => other !== member);
  const setAll = (isCut: boolean): void => {
    for (const other of others) {
      network.setLink(member.machine, other.machine, { isCut });
      network.setLink(other.machine, member.machine, { isCut });
    }
  };
  setAll(true);
  cluster.runFor(7);
  happen();
  setAll(false);
  cluster.runFor(5);
}

/** The keys that a watch on one member tells of, and why it ends: for whoever needs no leader. */
function watchKeys(cluster: TestCluster, member: TestMember): string[] {
  const seen: string[] = [];
  const program = function* (process: Process): Task<number> {
    const client = new EtcdClient(process, { endpoints: [clientUrl(member)] });
    const watch = new Watch(client, { key: 'k', range_end: 'l' }, false);
    for (;;) {
      const response = yield* watch.receive();
      if ('error' in response) {
        seen.push(response.error);
        return 0;
      }
      for (const { kv } of response.events) seen.push(kv.key);
    }
  };
  cluster.spawn(program, ['watch']);
  cluster.runFor(0.2);
  return seen;
}

describe('a log that has grown', () => {
  it('is cut at a snapshot, in memory and on the disk', () => {
    const cluster = started('cut');
    put(cluster, 200);
    cluster.runFor(1);
    for (const member of cluster.members) {
      expect(filesOf(member, 'wal')).toHaveLength(1);
      expect(filesOf(member, 'snap')).toHaveLength(2);
      const [wal] = filesOf(member, 'wal');
      const lines = member.machine.files.read(`/var/lib/${member.name}/member/wal/${wal}`)!;
      expect(lines.split('\n').length).toBeLessThan(60);
    }
    const order = ['"triggering snapshot"', '"saved snapshot"', '"compacted Raft logs"'];
    const places = order.map((text) => cluster.leader!.log.indexOf(text));
    expect(places[0]).toBeGreaterThan(0);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('gives the same state to a member that starts again', () => {
    const cluster = started('restart');
    run(cluster, 'lease grant 6000');
    put(cluster, 47);
    run(cluster, 'del k3');
    run(cluster, 'compaction 20');
    const before = hashes(cluster);
    for (const { process } of cluster.members) process!.signal('SIGKILL');
    cluster.runFor(1);
    cluster.start();
    cluster.runFor(5);
    expect(hashes(cluster)).toEqual(before);
    expect(new Set(before).size).toBe(1);
    expect(run(cluster, 'get k46').stdout).toBe('k46\n46\n');
    expect(run(cluster, 'get k3').stdout).toBe('');
    expect(run(cluster, 'lease list').stdout).toContain('found 1 leases');
    expect(run(cluster, 'member list').stdout.trim().split('\n')).toHaveLength(3);
    put(cluster, 30, 'later');
    expect(cluster.kernel.panics).toEqual([]);
  });

  it('survives a loss of power at any moment', () => {
    const cluster = started('power');
    for (let round = 0; round < 12; round++) {
      put(cluster, 7, `r${round}.`);
      for (const { machine } of cluster.members) machine.powerOff();
      cluster.runFor(0.001 * round);
      for (const { machine } of cluster.members) machine.boot();
      cluster.start();
      cluster.runUntil(() => cluster.leader !== undefined);
      cluster.runFor(1);
    }
    const all = run(cluster, 'get r --prefix --count-only -w fields');
    expect(all.stdout).toContain('"Count" : 84');
    expect(cluster.kernel.panics).toEqual([]);
  });
});

describe('a follower that lacks what is compacted', () => {
  it('gets a snapshot, and watches on it miss nothing', () => {
    const cluster = started('behind');
    const [follower] = cluster.followers();
    put(cluster, 3);
    withoutOthers(cluster, follower!, () => {
      put(cluster, 40);
    });
    expect(follower!.log).toContain('"received and saved database snapshot"');
    expect(follower!.log).toContain('"applied snapshot"');
    expect(
      cluster.members.find(({ log }) => log.includes('"sent database snapshot"')),
    ).toBeDefined();
    expect(new Set(hashes(cluster)).size).toBe(1);
    put(cluster, 3, 'later');
    cluster.runFor(1);
    expect(run(cluster, 'get later2 --consistency=s', follower).stdout).toBe('later2\n2\n');
    expect(cluster.kernel.panics).toEqual([]);
  });

  it('tells a watch of what it has missed itself', () => {
    const cluster = started('watch');
    const [follower] = cluster.followers();
    const seen = watchKeys(cluster, follower!);
    withoutOthers(cluster, follower!, () => {
      put(cluster, 30);
    });
    expect(follower!.log).toContain('"applied snapshot"');
    expect(seen).toEqual(Array.from({ length: 30 }, (_, at) => `k${at}`));
  });

  it('ends a watch whose events are compacted', () => {
    const cluster = started('watch-compacted');
    const [follower] = cluster.followers();
    const seen = watchKeys(cluster, follower!);
    withoutOthers(cluster, follower!, () => {
      put(cluster, 30);
      run(cluster, 'compaction 25');
      put(cluster, 15, 'more');
    });
    expect(seen).toEqual(['etcdserver: mvcc: required revision has been compacted']);
  });
});

describe('--force-new-cluster', () => {
  for (const flags of [FEW, []]) {
    it(`makes a cluster of one ${flags.length > 0 ? 'of a snapshot' : 'of a log'}`, () => {
      const cluster = started('force', flags);
      put(cluster, 25);
      const [kept, ...gone] = cluster.members;
      for (const { process } of cluster.members) process!.signal('SIGKILL');
      for (const { machine } of gone) machine.powerOff();
      const alone = { ...kept!, argv: [...kept!.argv, '--force-new-cluster'], log: '' };
      cluster.members.splice(0, 3, alone);
      cluster.start(alone);
      cluster.runFor(3);
      expect(run(cluster, 'get k24', alone).stdout).toBe('k24\n24\n');
      expect(run(cluster, 'put more 1', alone).code).toBe(0);
      expect(run(cluster, 'member list', alone).stdout.trim().split('\n')).toHaveLength(1);
      expect(alone.log).toContain('"forcing restart member"');
      expect(alone.log.match(/"removed member"/g)).toHaveLength(2);
      // Once is enough: it stays alone.
      alone.process!.signal('SIGKILL');
      cluster.members.splice(0, 1, { ...alone, argv: kept!.argv });
      cluster.start();
      cluster.runFor(3);
      expect(run(cluster, 'get more', cluster.members[0]).stdout).toBe('more\n1\n');
      expect(cluster.kernel.panics).toEqual([]);
    });
  }
});

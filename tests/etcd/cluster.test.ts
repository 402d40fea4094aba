import { describe, expect, it } from 'vitest';
import { EtcdClient } from '../../labs/cluster/client/etcd/index.ts';
import { dialHttp, requestHttp, type HttpResponse } from '../../labs/cluster/client/http.ts';
import type { Program } from '../../labs/cluster/kernel/index.ts';
import { etcdctlPrograms } from '../../labs/shell/etcdctl/index.ts';
import { TestCluster, type RunResult, type TestMember } from './harness.ts';

const etcdctl = etcdctlPrograms.get('/usr/bin/etcdctl')!;
const ETCDCTL_ENDPOINTS = 'http://etcd-1:2379,http://etcd-2:2379,http://etcd-3:2379';

function started(seed: string): TestCluster {
  const cluster = new TestCluster(seed, etcdctlPrograms, 'hosts');
  cluster.start();
  cluster.runFor(5);
  return cluster;
}

function run(cluster: TestCluster, line: string, endpoints = ETCDCTL_ENDPOINTS): RunResult {
  const env = { ETCDCTL_ENDPOINTS: endpoints };
  return cluster.run(etcdctl, ['etcdctl', ...line.split(' ')], { env });
}

function urlOf(cluster: TestCluster, member: TestMember): string {
  return `http://10.0.0.${11 + cluster.members.indexOf(member)}:2379`;
}

function ask(cluster: TestCluster, member: TestMember, path: string): HttpResponse | undefined {
  let answer: HttpResponse | undefined;
  cluster.run(
    function* (process) {
      const link = yield* dialHttp(process, member.machine.addresses[0]!, 2379);
      if (typeof link === 'string') return 1;
      answer = yield* requestHttp(link, { method: 'GET', path, headers: {} });
      return 0;
    },
    ['probe'],
  );
  return answer;
}

describe('three members', () => {
  it('elect one leader, with the log lines of etcd in their order', () => {
    const cluster = started('one');
    const { leader } = cluster;
    expect(cluster.followers()).toHaveLength(2);
    const order = [
      'starting an etcd server',
      'starting etcd server',
      'established TCP streaming connection with remote peer',
      'is starting a new election at term 1',
      'became pre-candidate at term 1',
      'became candidate at term 2',
      'became leader at term 2',
      'published local member to cluster through raft',
      'ready to serve client requests',
    ];
    const places = order.map((text) => leader!.log.indexOf(text));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
    expect(cluster.kernel.panics).toEqual([]);
  });

  it('keep what was written, whichever member is asked', () => {
    const cluster = started('two');
    expect(run(cluster, 'put foo bar')).toMatchObject({ stdout: 'OK\n', stderr: '', code: 0 });
    for (const member of cluster.members) {
      const got = run(cluster, 'get foo', urlOf(cluster, member));
      expect(got.stdout).toBe('foo\nbar\n');
    }
    const views = cluster.members.map((member) => cluster.view(member)?.revision);
    expect(views).toEqual([2, 2, 2]);
  });

  it('are the same twice for the same seed', () => {
    const hashes = [0, 1].map(() => {
      const cluster = started('same');
      run(cluster, 'put a b');
      return cluster.kernel.trace.hash;
    });
    expect(hashes[0]).toBe(hashes[1]);
  });

  it('go on with one follower dead; looking at it takes 5 s', () => {
    const cluster = started('three');
    const [dead] = cluster.followers();
    dead!.process!.signal('SIGKILL');
    expect(run(cluster, 'put foo 1').code).toBe(0);
    const status = run(cluster, 'endpoint status');
    expect(status.code).toBe(1);
    expect(status.seconds).toBeCloseTo(5, 0);
    expect(status.stdout.trim().split('\n')).toHaveLength(2);
    const name = `http://${dead!.name}:2379`;
    const failed = `Failed to get the status of endpoint ${name} (context deadline exceeded)\n`;
    expect(status.stderr.endsWith(failed)).toBe(true);
  });

  it('stop with two dead: no writes, no linearizable reads, but serializable ones', () => {
    const cluster = started('four');
    run(cluster, 'put foo 1');
    const alive = cluster.leader!;
    const url = urlOf(cluster, alive);
    for (const member of cluster.followers()) member.process!.signal('SIGKILL');
    cluster.runFor(3);
    for (const line of ['put foo 2', 'get foo', 'member list']) {
      const result = run(cluster, line, url);
      expect(result).toMatchObject({ code: 1, stdout: '' });
      expect(result.seconds).toBeCloseTo(5, 1);
      expect(result.stderr.endsWith('Error: context deadline exceeded\n')).toBe(true);
    }
    expect(run(cluster, 'get foo --consistency=s', url)).toMatchObject({ stdout: 'foo\n1\n' });
    const watch = run(cluster, 'watch foo', url);
    expect(watch).toMatchObject({
      code: 5,
      stderr:
        'watch was canceled (etcdserver: no leader)\nError: watch is canceled by the server\n',
    });
    expect(ask(cluster, alive, '/health')).toMatchObject({
      status: 503,
      body: '{"health":"false","reason":"RAFT NO LEADER"}\n',
    });
    expect(ask(cluster, alive, '/health?serializable=true')).toMatchObject({ status: 200 });
    expect(ask(cluster, alive, '/metrics')?.body).toContain('etcd_server_has_leader 0\n');
    expect(ask(cluster, alive, '/readyz?verbose')?.body).toBe(
      '[+]serializable_read ok\n' +
        '[-]linearizable_read failed: etcdserver: request timed out\n' +
        '[+]non_learner ok\n[+]data_corruption ok\n\n',
    );
    cluster.start(...cluster.members.filter((member) => member !== alive));
    cluster.runFor(5);
    expect(run(cluster, 'put foo 3').code).toBe(0);
    expect(cluster.kernel.panics).toEqual([]);
  });

  it('a read that waits for a leader longer is told so every 7 s', () => {
    const cluster = started('five');
    const alive = cluster.leader!;
    for (const member of cluster.followers()) member.process!.signal('SIGKILL');
    cluster.runFor(3);
    const result = run(cluster, '--command-timeout=16s get foo', urlOf(cluster, alive));
    const errors = [...result.stderr.matchAll(/"error":"([^"]*)"/g)].map(([, text]) => text);
    const timedOut = 'rpc error: code = Unavailable desc = etcdserver: request timed out';
    expect(errors.slice(0, 2)).toEqual([timedOut, timedOut]);
    expect(result.seconds).toBeCloseTo(16, 1);
  });

  it('a write sent to a follower as the leader dies is lost, and says so after 7 s', () => {
    const cluster = started('six');
    const [follower] = cluster.followers();
    const url = urlOf(cluster, follower!);
    cluster.leader!.process!.signal('SIGKILL');
    const result = run(cluster, '--command-timeout=20s put foo 5', url);
    expect(result.seconds).toBeCloseTo(7, 1);
    expect(result.stderr).toMatch(/Error: etcdserver: request timed out(, possibly due to .*)?\n$/);
  });
});

describe('a member', () => {
  it('finds everything again after a loss of power', () => {
    const cluster = started('seven');
    run(cluster, 'put foo bar');
    for (const { machine } of cluster.members) machine.powerOff();
    for (const { machine } of cluster.members) machine.boot();
    cluster.start();
    cluster.runFor(5);
    expect(run(cluster, 'get foo').stdout).toBe('foo\nbar\n');
  });

  it('hands leadership over on SIGTERM, in under 50 ms, and ends by it', () => {
    const cluster = started('eight');
    const old = cluster.leader!;
    const startUs = cluster.kernel.nowUs;
    old.process!.signal('SIGTERM');
    cluster.runUntil(() => cluster.leader !== undefined && cluster.leader !== old);
    expect(cluster.kernel.nowUs - startUs).toBeLessThan(50_000);
    cluster.runFor(1);
    expect(old.process!.exit).toEqual({ code: 143, signal: 'SIGTERM' });
    expect(old.log).toContain('"msg":"leadership transfer finished"');
    expect(old.log.trim().split('\n').at(-1)).toContain('"msg":"closed etcd server"');
  });

  it('cut off from the others steps down, and follows again when it is back', () => {
    const cluster = started('nine');
    const old = cluster.leader!;
    const setCut = (isCut: boolean): void => {
      for (const { machine } of cluster.members) {
        if (machine === old.machine) continue;
        cluster.kernel.network.setLink(machine, old.machine, { isCut });
        cluster.kernel.network.setLink(old.machine, machine, { isCut });
      }
    };
    setCut(true);
    cluster.runFor(8);
    expect(old.log).toContain('stepped down to follower since quorum is not active');
    expect(old.log).toContain('i/o timeout');
    const next = cluster.members.find(
      (other) => other !== old && cluster.view(other)?.role === 'leader',
    );
    expect(next).toBeDefined();
    setCut(false);
    cluster.runFor(10);
    expect(cluster.view(old)).toMatchObject({ role: 'follower', term: cluster.view(next!)!.term });
  });

  it('tells watchers each change once, across the loss of the member that serves them', () => {
    const cluster = started('ten');
    const argv = ['etcdctl', 'watch', '--prefix', 'k'];
    const watch = cluster.spawn(etcdctl, argv, { env: { ETCDCTL_ENDPOINTS } });
    cluster.runFor(1);
    let expected = '';
    for (const [at, member] of cluster.members.entries()) {
      member.process!.signal('SIGKILL');
      cluster.runFor(3);
      expect(run(cluster, `put k${at} v`).code).toBe(0);
      expected += `PUT\nk${at}\nv\n`;
      cluster.start(member);
      cluster.runFor(5);
    }
    expect(watch.out.text).toBe(expected);
  });

  it('refuses flags as etcd does', () => {
    const cluster = new TestCluster('eleven', etcdctlPrograms, 'hosts');
    const [member] = cluster.members;
    const etcd = member!.machine.programs.get('/usr/bin/etcd')!;
    expect(cluster.run(etcd, ['etcd', '--nosuch'])).toMatchObject({ code: 2 });
    const short = ['etcd', '--heartbeat-interval=500', '--election-timeout=1000'];
    const refused = cluster.run(etcd, short);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('"msg":"failed to verify flags"');
    expect(cluster.run(etcd, ['etcd', '--version']).stdout).toContain('etcd Version: 3.5.30\n');
    expect(cluster.run(etcd, ['etcd', '--pre-vote=false'])).toMatchObject({
      code: 1,
      stderr: 'etcd: --pre-vote=false is not modelled in this lab\n',
    });
  });

  it('take as large a transaction as they are told to', () => {
    const puts = 'put a 1\nput b 1\nput c 1\n';
    const outcome = (flags: readonly string[]): RunResult => {
      const cluster = new TestCluster('txn', etcdctlPrograms, 'hosts', { flags });
      cluster.start();
      cluster.runFor(8);
      const env = { ETCDCTL_ENDPOINTS };
      const stdin = `\n${puts}\n\n`;
      return cluster.run(etcdctl, ['etcdctl', 'txn'], { env, stdin });
    };
    expect(outcome([])).toMatchObject({ code: 0 });
    const refused = outcome(['--max-txn-ops=2']);
    expect(refused.stderr).toContain('Error: etcdserver: too many operations in txn request\n');
  });
});

describe('the client', () => {
  it('repeats a read on another member, and never a write that was sent', () => {
    const cluster = started('twelve');
    const answers: string[] = [];
    const lines: string[] = [];
    const endpoints = ETCDCTL_ENDPOINTS.split(',');
    const read: Program = function* (process) {
      const client = new EtcdClient(process, { endpoints, log: (line) => lines.push(line) });
      for (let count = 0; count < 200; count++) {
        const deadlineUs = process.nowUs + 5_000_000;
        const answer = yield* client.range({ key: 'a' }, { deadlineUs });
        answers.push('kvs' in answer ? 'ok' : answer.toString());
      }
      return 0;
    };
    for (let reader = 0; reader < 10; reader++) cluster.spawn(read, ['reader']);
    cluster.runFor(0.05);
    cluster.followers()[0]!.process!.signal('SIGKILL');
    cluster.runFor(30);
    expect(answers).toHaveLength(2_000);
    expect(new Set(answers)).toEqual(new Set(['ok']));
    expect(lines.length).toBeGreaterThan(0);
  });
});

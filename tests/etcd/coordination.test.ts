import { describe, expect, it } from 'vitest';
import { shellPrograms } from '../shell/run.ts';
import { TestCluster } from './harness.ts';

const bash = shellPrograms.get('/bin/bash')!;
const env = {
  PATH: '/usr/bin:/bin',
  ETCDCTL_ENDPOINTS: [0, 1, 2].map((at) => `http://127.0.0.1:${23_791 + at}`).join(','),
};

function started(seed: string): TestCluster {
  const cluster = new TestCluster(seed, shellPrograms, 'loopback');
  cluster.start();
  cluster.runFor(5);
  return cluster;
}

const spawn = (cluster: TestCluster, line: string, stdin = '') =>
  cluster.spawn(bash, ['bash', '-c', line], { env, stdin });

function run(cluster: TestCluster, line: string, stdin = ''): string {
  const { stdout, stderr } = cluster.run(bash, ['bash', '-c', line], { env, stdin });
  return stdout + stderr.replace(/^\{.*\n/gm, '');
}

describe('etcdctl lock', () => {
  it('lets one after the other have it, in the order in which they came', () => {
    const cluster = started('lock');
    const waiting = [1, 2, 3].map((nth) => {
      const one = spawn(cluster, `etcdctl lock job -- bash -c 'echo ${nth}; sleep 2'`);
      cluster.runFor(0.5);
      return one;
    });
    const printed = () => waiting.map(({ out }) => out.text.trim());
    expect(printed()).toEqual(['1', '', '']);
    cluster.runFor(2);
    expect(printed()).toEqual(['1', '2', '']);
    cluster.runFor(2);
    expect(printed()).toEqual(['1', '2', '3']);
    cluster.runFor(3);
    expect(run(cluster, 'etcdctl get job --prefix --keys-only')).toBe('');
  });

  it('is free again when its holder is killed, as soon as the lease ends', () => {
    const cluster = started('killed');
    const holder = spawn(cluster, 'exec etcdctl lock job --ttl=5');
    cluster.runFor(1);
    expect(holder.out.text).toMatch(/^job\/[0-9a-f]+\n\n$/);
    const next = spawn(cluster, 'etcdctl lock job echo mine');
    cluster.runFor(1);
    holder.process.signal('SIGKILL');
    cluster.runFor(3);
    expect(next.out.text).toBe('');
    cluster.runFor(3);
    expect(next.out.text).toBe('mine\n');
  });

  it('gives the command the key, and ends as the command does', () => {
    const cluster = started('status');
    const line = `etcdctl lock job -- bash -c 'echo $ETCD_LOCK_KEY; exit 7'; echo $?`;
    expect(run(cluster, line)).toMatch(/^job\/[0-9a-f]+\n7\nError: exit status 7\n$/);
    expect(run(cluster, 'timeout 1 etcdctl lock job; etcdctl get job --prefix')).toContain('job/');
    expect(run(cluster, 'etcdctl get job --prefix')).toBe('');
  });
});

describe('etcdctl elect', () => {
  it('has one leader, whom others see, and the next one when it resigns', () => {
    const cluster = started('elect');
    const observer = spawn(cluster, 'exec etcdctl elect -l e');
    const first = spawn(cluster, 'exec etcdctl elect e one');
    cluster.runFor(0.5);
    const second = spawn(cluster, 'exec etcdctl elect e two');
    cluster.runFor(0.5);
    expect(first.out.text).toMatch(/^e\/\w+\none\n$/);
    expect(second.out.text).toBe('');
    first.process.signal('SIGTERM');
    cluster.runFor(0.5);
    expect(first.process.exit?.code).toBe(0);
    expect(second.out.text).toMatch(/^e\/\w+\ntwo\n$/);
    expect(observer.out.text.match(/^(one|two)$/gm)).toEqual(['one', 'two']);
    observer.process.signal('SIGINT');
    cluster.runFor(0.5);
    expect(observer.process.exit?.code).toBe(0);
  });
});

describe('etcdctl watch', () => {
  it('takes orders on standard input', () => {
    const cluster = started('interactive');
    const lines = 'watch a\nwatch b --prefix --prev-kv\nprogress\nfrob\n\n';
    const watching = spawn(cluster, `(printf '${lines}'; sleep 9) | etcdctl watch -i`);
    cluster.runFor(1);
    const { out, err } = watching;
    expect(out.text).toBe('progress notify: 1\nprogress notify: 1\n');
    const unknown = 'Invalid command frob (only support watch)\n';
    expect(err.text).toBe(`${unknown}Invalid command:  (watch and progress supported)\n`);
    out.text = '';
    run(cluster, 'etcdctl put a 1; etcdctl put b1 2; etcdctl put b1 3; etcdctl put c 4');
    cluster.runFor(0.5);
    expect(out.text).toBe('PUT\na\n1\nPUT\nb1\n2\nPUT\nb1\n2\nb1\n3\n');
    cluster.runFor(9);
    expect(watching.err.text).toContain('Error: error reading watch request line: EOF');
  });

  it('runs a command for each event', () => {
    const cluster = started('exec');
    const { out } = spawn(cluster, `etcdctl watch k -- bash -c 'echo $ETCD_WATCH_VALUE'`);
    cluster.runFor(1);
    run(cluster, 'etcdctl put k one; etcdctl put k two');
    cluster.runFor(1);
    expect(out.text).toBe('PUT\nk\none\n"one"\nPUT\nk\ntwo\n"two"\n');
    const bad = 'Error: bad number of arguments';
    expect(run(cluster, 'etcdctl watch k --; echo $?')).toBe(
      `128\n${bad} (found separator --, but no commands)\n`,
    );
    expect(run(cluster, 'ETCDCTL_WATCH_KEY=k etcdctl watch k')).toContain(
      'conflicting environment',
    );
    expect(run(cluster, 'etcdctl watch')).toBe(`${bad}\n`);
    const fails = 'etcdctl watch k --rev=2 -- false; echo $?';
    expect(run(cluster, fails)).toContain('1\ncommand ["false"] error (exit status 1)\n');
    expect(cluster.kernel.panics).toEqual([]);
  });
});

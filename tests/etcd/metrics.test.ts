import { describe, expect, it } from 'vitest';
import { MILLISECOND } from '../../labs/cluster/kernel/index.ts';
import { Histogram, exponentialBounds } from '../../labs/cluster/etcd/histogram.ts';
import { shellPrograms } from '../shell/run.ts';
import { TestCluster } from './harness.ts';

const bash = shellPrograms.get('/bin/bash')!;
const [curl, put] = ['curl -s 10.0.0.11:2379/metrics', 'etcdctl put foo bar'];

function started(seed: string, flags: readonly string[] = []): TestCluster {
  const cluster = new TestCluster(seed, shellPrograms, 'hosts', { flags });
  cluster.start();
  cluster.runFor(5);
  return cluster;
}

/** What a line prints on the workstation. */
function run(cluster: TestCluster, line: string): string {
  const env = { PATH: '/usr/bin:/bin', ETCDCTL_ENDPOINTS: 'http://10.0.0.11:2379' };
  return cluster.run(bash, ['bash', '-c', line], { env }).stdout;
}

/** Of the first member. */
function value(cluster: TestCluster, sample: string): number {
  const line = run(cluster, curl)
    .split('\n')
    .find((one) => one.startsWith(`${sample} `));
  return Number(line?.slice(sample.length));
}

describe('a histogram', () => {
  it('counts what is at most as large as each of its bounds', () => {
    const histogram = new Histogram(exponentialBounds(100, 2, 3));
    for (const us of [0, 100, 101, 400, 401, 10_000]) histogram.observe(us);
    expect(histogram.samples('To="x"')).toEqual([
      ['_bucket{To="x",le="0.0001"}', 2],
      ['_bucket{To="x",le="0.0002"}', 3],
      ['_bucket{To="x",le="0.0004"}', 4],
      ['_bucket{To="x",le="+Inf"}', 6],
      ['_sum{To="x"}', 0.011002],
      ['_count{To="x"}', 6],
    ]);
  });
});

describe('/metrics', () => {
  it('has a histogram as Prometheus writes it', () => {
    const cluster = started('format');
    run(cluster, put);
    const lines = run(cluster, `${curl} | grep wal_fsync`).split('\n');
    const name = 'etcd_disk_wal_fsync_duration_seconds';
    expect(lines.slice(0, 4)).toEqual([
      `# HELP ${name} The latency distributions of fsync called by WAL.`,
      `# TYPE ${name} histogram`,
      `${name}_bucket{le="0.001"} 0`,
      expect.stringMatching(`^${name}_bucket\\{le="0.002"\\} [1-9]`),
    ]);
    expect(lines).toContainEqual(expect.stringContaining(`${name}_bucket{le="8.192"} `));
    expect(lines).toHaveLength(2 + 15 + 2 + 1);
  });

  it('tells a slow disk by the log and by the database', () => {
    const cluster = started('slow');
    const log = 'etcd_disk_wal_fsync_duration_seconds';
    const database = 'etcd_disk_backend_commit_duration_seconds';
    const before = [log, database].map((name) => value(cluster, `${name}_bucket{le="+Inf"}`));
    cluster.members[0]!.machine.disk.syncUs = 70 * MILLISECOND;
    run(cluster, put);
    cluster.runFor(1);
    for (const [at, name] of [log, database].entries()) {
      const [fast, all] = ['0.064', '+Inf'].map((le) =>
        value(cluster, `${name}_bucket{le="${le}"}`),
      );
      expect([name, fast]).toEqual([name, before[at]]);
      expect(all).toBeGreaterThan(before[at]!);
    }
    expect(value(cluster, `${database}_bucket{le="0.128"}`)).toBe(before[1]);
  });

  it('measures the way to the other members, and says where there is none', () => {
    const cluster = started('prober');
    const other = cluster.view(cluster.members[1]!)!.memberId;
    const name = 'etcd_network_peer_round_trip_time_seconds';
    const within = (le: string): number =>
      value(cluster, `${name}_bucket{To="${other}",le="${le}"}`);
    cluster.runFor(40);
    expect([within('0.0004'), within('0.0008')]).toEqual([0, 4]);
    const [first, second] = cluster.members;
    const { network } = cluster.kernel;
    network.setLink(first!.machine, second!.machine, { latencyUs: 20 * MILLISECOND });
    cluster.runFor(30);
    expect([within('0.0128'), within('0.0256')]).toEqual([4, 6]);
    second!.process!.signal('SIGKILL');
    first!.log = '';
    cluster.runFor(41);
    const lines = first!.log.split('\n').filter((line) => line.includes('prober detected'));
    expect(lines.length).toBeGreaterThanOrEqual(4);
    expect(JSON.parse(lines[0]!)).toMatchObject({
      level: 'warn',
      caller: 'rafthttp/probing_status.go:68',
      'round-tripper-name': 'ROUND_TRIPPER_SNAPSHOT',
      'remote-peer-id': other,
      rtt: '0s',
      error: 'dial tcp 10.0.0.12:2380: connect: connection refused',
    });
    expect(JSON.parse(lines[1]!)).toMatchObject({
      'round-tripper-name': 'ROUND_TRIPPER_RAFT_MESSAGE',
    });
  });

  it('measures calls where it is to be extensive', () => {
    expect(run(started('basic'), `${curl} | grep grpc_server_handling`)).toBe('');
    const cluster = started('extensive', ['--metrics=extensive']);
    for (let nth = 0; nth < 3; nth++) run(cluster, put);
    const labels = (method: string, type: string): string =>
      `{grpc_method="${method}",grpc_service="etcdserverpb.KV",grpc_type="${type}"}`;
    const name = 'grpc_server_handling_seconds';
    expect(value(cluster, `${name}_count${labels('Put', 'unary')}`)).toBe(3);
    expect(value(cluster, `${name}_count${labels('Range', 'unary')}`)).toBe(0);
    expect(value(cluster, `${name}_sum${labels('Put', 'unary')}`)).toBeGreaterThan(0.006);
    const watch = cluster.spawn(bash, ['bash', '-c', 'timeout 2 etcdctl watch foo'], {
      env: { PATH: '/usr/bin:/bin', ETCDCTL_ENDPOINTS: 'http://10.0.0.11:2379' },
    });
    cluster.runUntil(() => watch.process.state === 'exited');
    cluster.runFor(1);
    const stream = 'grpc_method="Watch",grpc_service="etcdserverpb.Watch",grpc_type="bidi_stream"';
    expect(value(cluster, `${name}_bucket{${stream},le="1"}`)).toBe(0);
    expect(value(cluster, `${name}_bucket{${stream},le="2.5"}`)).toBe(1);
  });
});

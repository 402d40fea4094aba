import { describe, expect, it } from 'vitest';
import { etcdctlPrograms } from '../../labs/shell/etcdctl/index.ts';
import { TestCluster, type RunResult, type TestMember } from './harness.ts';

const etcdctl = etcdctlPrograms.get('/usr/bin/etcdctl')!;

/** Three members that have been connected for long enough to let others in. */
function settled(seed: string, flags: readonly string[] = []): TestCluster {
  const cluster = new TestCluster(seed, etcdctlPrograms, 'loopback', { flags });
  cluster.start();
  cluster.runFor(8);
  return cluster;
}

function clientUrl(at: number): string {
  return `http://127.0.0.1:${23_791 + at}`;
}

function peerUrl(at: number): string {
  return `http://127.0.0.1:${23_801 + at}`;
}

function run(cluster: TestCluster, line: string, at?: number): RunResult {
  const endpoints = at === undefined ? [0, 1, 2].map(clientUrl).join(',') : clientUrl(at);
  const env = { ETCDCTL_ENDPOINTS: endpoints };
  return cluster.run(etcdctl, ['etcdctl', ...line.split(' ')], { env });
}

function idOf(cluster: TestCluster, name: string): string {
  const list = run(cluster, 'member list').stdout.split('\n');
  return list.find((line) => line.includes(`, ${name},`))!.split(',')[0]!;
}

/** Starts a member with what `member add` has printed for it. */
function startAdded(cluster: TestCluster, at: number, printed: string): TestMember {
  const setting = (name: string): string => new RegExp(`${name}="(.*)"`).exec(printed)![1]!;
  const name = setting('ETCD_NAME');
  const argv = [
    ...['/usr/bin/etcd', '--name', name, '--data-dir', `/var/lib/${name}`],
    ...['--listen-peer-urls', peerUrl(at), '--listen-client-urls', clientUrl(at)],
    ...['--advertise-client-urls', clientUrl(at)],
    ...['--initial-advertise-peer-urls', setting('ETCD_INITIAL_ADVERTISE_PEER_URLS')],
    ...['--initial-cluster', setting('ETCD_INITIAL_CLUSTER')],
    ...['--initial-cluster-state', setting('ETCD_INITIAL_CLUSTER_STATE')],
  ];
  const member = { name, machine: cluster.client, argv, process: undefined, log: '' };
  cluster.members.push(member);
  cluster.start(member);
  return member;
}

function add(cluster: TestCluster, at: number, how = ''): TestMember {
  const result = run(cluster, `member add etcd-${at} --peer-urls=${peerUrl(at)}${how}`);
  expect(result).toMatchObject({ stderr: '', code: 0 });
  return startAdded(cluster, at, result.stdout);
}

describe('a member that joins', () => {
  it('gets the log, its name and a vote', () => {
    const cluster = settled('join');
    run(cluster, 'put before 1');
    const newcomer = add(cluster, 3);
    cluster.runFor(2);
    expect(cluster.view(newcomer)?.role).toBe('follower');
    expect(run(cluster, 'get before', 3).stdout).toBe('before\n1\n');
    expect(run(cluster, 'member list').stdout).toContain(
      `, started, etcd-3, ${peerUrl(3)}, ${clientUrl(3)}, false`,
    );
    // It counts: with one of four dead three are a quorum, with two dead there is none.
    cluster.followers()[0]!.process!.signal('SIGKILL');
    cluster.runFor(2);
    expect(run(cluster, 'put with-one-dead 1', 3).code).toBe(0);
    expect(cluster.kernel.panics).toEqual([]);
  });

  it('is refused where it and the cluster do not know the same members', () => {
    const cluster = settled('mismatch');
    const printed = run(cluster, `member add etcd-3 --peer-urls=${peerUrl(3)}`).stdout;
    const wrong = printed.replace(`,etcd-2=${peerUrl(2)}`, '').replace(`etcd-2=${peerUrl(2)},`, '');
    const newcomer = startAdded(cluster, 3, wrong);
    cluster.runFor(2);
    expect(newcomer.process!.exit?.code).toBe(1);
    expect(newcomer.log).toContain('error validating peerURLs {ClusterID:');
    expect(newcomer.log).toContain('member count is unequal');
  });

  it('is refused where nobody answers', () => {
    const cluster = settled('alone');
    const { stdout } = run(cluster, `member add etcd-3 --peer-urls=${peerUrl(3)}`);
    for (const { process } of cluster.members) process!.signal('SIGKILL');
    const newcomer = startAdded(cluster, 3, stdout);
    cluster.runFor(2);
    expect(newcomer.process!.exit?.code).toBe(1);
    expect(newcomer.log).toContain(
      'cannot fetch cluster info from peer urls: could not retrieve cluster information from ' +
        'the given URLs',
    );
  });
});

describe('with one of three down', () => {
  const addWithOneDown = (flags: readonly string[]): RunResult => {
    const cluster = settled('one-down', flags);
    cluster.followers()[0]!.process!.signal('SIGKILL');
    cluster.runFor(1);
    const at = cluster.members.indexOf(cluster.leader!);
    return run(cluster, `member add x --peer-urls=${peerUrl(9)}`, at);
  };

  it('nobody is added', () => {
    expect(addWithOneDown([]).stderr).toContain('Error: etcdserver: unhealthy cluster\n');
  });

  it('somebody is, where nobody checks', () => {
    expect(addWithOneDown(['--strict-reconfig-check=false']).code).toBe(0);
  });
});

describe('a member that goes', () => {
  it('stops itself, in the words of etcd, and does not come back', () => {
    const cluster = settled('remove');
    const gone = cluster.followers()[0]!;
    const removed = run(cluster, `member remove ${idOf(cluster, gone.name)}`);
    expect(removed.stdout).toMatch(/^Member +[0-9a-f]+ removed from cluster +[0-9a-f]+\n$/);
    cluster.runFor(2);
    expect(gone.process!.exit).toMatchObject({ code: 0 });
    const words = ['"removed member"', '"server error"', '"data-dir used by this member must be'];
    const places = words.map((text) => gone.log.indexOf(text));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(run(cluster, 'put after 1', cluster.members.indexOf(cluster.leader!)).code).toBe(0);
    cluster.start(gone);
    cluster.runFor(3);
    expect(gone.process!.exit).toMatchObject({ code: 0 });
    expect(cluster.kernel.panics).toEqual([]);
  });

  it('may be the leader: another one leads soon', () => {
    const cluster = settled('remove-leader');
    const old = cluster.leader!;
    expect(run(cluster, `member remove ${idOf(cluster, old.name)}`).code).toBe(0);
    cluster.runFor(4);
    expect(old.process!.exit).toMatchObject({ code: 0 });
    expect(cluster.leader).toBeDefined();
    const [other] = cluster.members.filter((member) => member !== old);
    expect(run(cluster, 'put after 1', cluster.members.indexOf(other!)).code).toBe(0);
  });

  it('stays where the rest would have no quorum', () => {
    const cluster = settled('too-few');
    const [down] = cluster.followers();
    const [leader, well] = [cluster.leader!, cluster.followers()[1]!];
    down!.process!.signal('SIGKILL');
    cluster.runFor(2);
    const at = cluster.members.indexOf(leader);
    const refused = run(cluster, `member remove ${idOf(cluster, well.name)}`, at);
    expect(refused.stderr).toContain('Error: etcdserver: unhealthy cluster\n');
    expect(run(cluster, `member remove ${idOf(cluster, down!.name)}`, at).code).toBe(0);
    cluster.runFor(1);
    expect(run(cluster, 'put after 1', at).code).toBe(0);
  });
});

describe('a learner', () => {
  it('reads what it has and does no more, until it is promoted', () => {
    const cluster = settled('learner');
    run(cluster, 'put x 1');
    const learner = add(cluster, 3, ' --learner');
    cluster.runFor(2);
    const id = idOf(cluster, 'etcd-3');
    const unsupported = 'Error: etcdserver: rpc not supported for learner\n';
    expect(run(cluster, 'get x --consistency=s', 3).stdout).toBe('x\n1\n');
    expect(run(cluster, 'put x 2', 3).stderr).toContain(unsupported);
    expect(run(cluster, 'endpoint status', 3).stdout).toMatch(/, false, true, \d+, \d+, \d+, $/m);
    const toLearner = run(cluster, `move-leader ${id}`);
    expect(toLearner.stderr).toContain('Error: etcdserver: bad leader transferee\n');
    // Whichever member is asked: only the leader knows.
    const follower = cluster.members.indexOf(cluster.followers()[0]!);
    const promoted = run(cluster, `member promote ${id}`, follower);
    expect(promoted.stdout).toMatch(/^Member +[0-9a-f]+ promoted in cluster/);
    cluster.runFor(0.2);
    expect(run(cluster, 'put x 2', 3)).toMatchObject({ code: 0 });
    expect(run(cluster, `member promote ${id}`).stderr).toContain(
      'Error: etcdserver: can only promote a learner member\n',
    );
    expect(learner.log).toContain('"promote member"');
  });

  it('does not vote', () => {
    const cluster = settled('no-vote');
    const learner = add(cluster, 3, ' --learner');
    cluster.runFor(2);
    for (const { process } of cluster.followers().filter((member) => member !== learner)) {
      process!.signal('SIGKILL');
    }
    cluster.runFor(4);
    expect(cluster.leader).toBeUndefined();
    expect(cluster.view(learner)?.role).toBe('follower');
    expect(learner.log).not.toContain('is starting a new election');
  });
});

describe('etcdctl member', () => {
  it('says why it can not', () => {
    const cluster = settled('errors');
    const failed = (line: string): string =>
      run(cluster, line).stderr.trimEnd().split('\n').at(-1)!;
    expect(failed('member add x')).toBe('Error: member peer urls not provided');
    expect(failed('member add x http://a:1')).toBe(
      'Error: too many arguments, did you mean --peer-urls=http://a:1',
    );
    expect(failed('member add x --peer-urls=http://a')).toBe(
      'Error: URL address does not have the form "host:port": http://a',
    );
    expect(failed(`member add x --peer-urls=${peerUrl(0)}`)).toBe(
      'Error: etcdserver: Peer URLs already exists',
    );
    expect(failed('member remove xyz')).toBe(
      'Error: bad member ID arg (strconv.ParseUint: parsing "xyz": invalid syntax), expecting ' +
        'ID in Hex',
    );
    expect(failed('member remove 1234')).toBe('Error: etcdserver: member not found');
    expect(failed('member promote 1234')).toBe('Error: etcdserver: member not found');
    expect(failed(`member update 1234 --peer-urls=${peerUrl(9)}`)).toBe(
      'Error: etcdserver: member not found',
    );
  });

  it('updates where a member is reached', () => {
    const cluster = settled('update');
    const [member] = cluster.followers();
    const id = idOf(cluster, member!.name);
    const updated = run(cluster, `member update ${id} --peer-urls=${peerUrl(7)} -w json`);
    expect(updated.stdout).toContain(`"peerURLs":["${peerUrl(7)}"]`);
    expect(run(cluster, 'member list').stdout).toContain(`${member!.name}, ${peerUrl(7)}`);
  });
});

describe('a member that has lost its disk', () => {
  it('may not found the cluster anew, in which it is known', () => {
    const cluster = settled('wiped');
    const [member] = cluster.members;
    const id = idOf(cluster, member!.name);
    member!.process!.signal('SIGKILL');
    cluster.client.files.removeAll(`/var/lib/${member!.name}`);
    member!.log = '';
    cluster.start(member!);
    cluster.runFor(3);
    expect(member!.process!.exit?.code).toBe(1);
    const last = JSON.parse(member!.log.trim().split('\n').at(-1)!) as object;
    const error = `member ${id} has already been bootstrapped`;
    expect(last).toMatchObject({ level: 'fatal', msg: 'discovery failed', error });
  });

  it('may where nobody answers who knows it', () => {
    const cluster = settled('wiped alone');
    const [member, ...others] = cluster.members;
    for (const { process } of cluster.members) process!.signal('SIGKILL');
    for (const { name } of cluster.members) cluster.client.files.removeAll(`/var/lib/${name}`);
    cluster.start(member!, others[0]!);
    cluster.runFor(8);
    expect(cluster.leader).toBeDefined();
  });
});

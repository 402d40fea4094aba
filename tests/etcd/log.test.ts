import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { etcdPrograms } from '../../labs/cluster/etcd/member.ts';
import { shellPrograms } from '../shell/run.ts';
import { TestCluster, type LoopbackShape, type TestMember } from './harness.ts';

/** What is logged for certain, by the scenario and the member. */
const recorded = new Map<string, readonly string[]>();
/** All that any member has logged: what comes besides is luck. */
const known = new Set<string>();

for (const section of readFileSync('tests/etcd/recorded-log.txt', 'utf8').split('== ').slice(1)) {
  const [name = '', ...lines] = section.trimEnd().split('\n');
  const certain = lines.filter((line) => line.startsWith(' '));
  recorded.set(
    name,
    certain.map((line) => line.slice(2)),
  );
  for (const line of lines) known.add(line.slice(2));
}

/** Longer in real etcd, which adds the hash of what is left. */
const SHORTENED = 'mvcc/kvstore_compaction.go:72';

/** A line without what differs from one run to the next. */
function mask(line: string): string {
  if (!line.startsWith('{')) return line;
  const {
    level,
    ts: _,
    logger,
    caller,
    msg,
    ...fields
  } = JSON.parse(line) as Record<string, string>;
  const names = Object.keys(fields).map((name) => name.replaceAll(' ', '_'));
  const text = msg!
    .replace(/\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{14,16}\b/g, '<id>')
    .replace(/\b\d{15,20}\b/g, '<id>')
    .replace(/trace\[\d+\]/, 'trace[N]')
    .replace(/voters=\([^)]*\)/g, 'voters=(…)')
    .replace(/peers: \[[^\]]*\]/g, 'peers: […]')
    .trim();
  const isCounting = / term|index|received|applied=/.test(text);
  const shown = isCounting ? text.replace(/\b\d+\b/g, 'N') : text;
  const keys = names.length > 0 ? ` [${names.join(' ')}]` : '';
  return `${level} ${caller} ${logger ? `${logger} ` : ''}${shown}${keys}`;
}

/** What etcd says in one thread, so that its order is no luck. */
const ORDERED =
  /^\w+ (etcdmain\/etcd|embed\/etcd|etcdserver\/(backend|raft))\.go:\d+ (?!cmux|now|serving)/;

/** Raft's lines are upstream's word for word; which of them come is luck. */
function checkLog(name: string, text: string): void {
  const always = recorded.get(name)!;
  const lines = new Set(text.trimEnd().split('\n').map(mask));
  expect(
    always.filter((line) => !lines.has(line)),
    `missing: ${name}`,
  ).toEqual([]);
  const ordered = (of: readonly string[]): string[] => of.filter((line) => ORDERED.test(line));
  const certain = [...lines].filter((line) => always.includes(line));
  expect(ordered(certain), `order: ${name}`).toEqual(ordered(always));
  const isNew = (line: string): boolean =>
    !known.has(line) && !line.includes('zap_raft.go') && !line.includes(SHORTENED);
  expect([...lines].filter(isNew), `unknown: ${name}`).toEqual([]);
}

class Recording {
  readonly cluster: TestCluster;
  readonly #from = new Map<TestMember, number>();

  constructor(shape: Partial<LoopbackShape> = {}) {
    this.cluster = new TestCluster('log', shellPrograms, 'loopback', shape);
    this.cluster.start();
    this.cluster.runFor(8);
  }

  get leader(): TestMember {
    return this.cluster.leader!;
  }

  /** Does something, waits, and gives what a member has logged meanwhile. */
  during(member: TestMember, seconds: number, act: () => void): string {
    for (const other of this.cluster.members) this.#from.set(other, other.log.length);
    act();
    this.cluster.runFor(seconds);
    return this.since(member);
  }

  since(member: TestMember): string {
    return member.log.slice(this.#from.get(member));
  }

  /** Asks a member by etcdctl. */
  ask(command: string, { argv } = this.leader): string {
    const at = argv.indexOf('--listen-client-urls') + 1;
    const env = { PATH: '/usr/bin:/bin', ETCDCTL_ENDPOINTS: argv[at]! };
    return this.cluster.run(bash, ['bash', '-c', command], { env }).stdout;
  }

  /** Starts an etcd besides the members, and gives its log. */
  startEtcd(...flags: readonly string[]): string {
    const { err } = this.cluster.spawn(etcdPrograms.get('/usr/bin/etcd')!, ['etcd', ...flags]);
    this.cluster.runFor(5);
    return err.text;
  }
}

const bash = shellPrograms.get('/bin/bash')!;
const NEW = ['http://127.0.0.1:23794', 'http://127.0.0.1:23804'] as const;
const addresses = ([client, peer]: readonly [string, string]): string[] => [
  ...['--listen-client-urls', client, '--advertise-client-urls', client],
  ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer],
];

describe('what a member logs is what real members log', () => {
  it('when the cluster starts, and a follower is killed and comes back', () => {
    const run = new Recording();
    const { leader, cluster } = run;
    checkLog('first start: leader', leader.log);
    const follower = cluster.followers()[0]!;
    const killed = run.during(leader, 9, () => follower.process!.signal('SIGKILL'));
    checkLog('a follower is killed: leader', killed);
    const back = run.during(follower, 4, () => cluster.start(follower));
    checkLog('it is started again: follower', back);
    checkLog('it is started again: leader', run.since(leader));
  });

  it('when the leader is stopped', () => {
    const run = new Recording();
    const { leader } = run;
    const text = run.during(leader, 3, () => leader.process!.signal('SIGTERM'));
    checkLog('the leader is stopped: leader', text);
  });

  it('when the quorum is lost', () => {
    const run = new Recording();
    const { leader, cluster } = run;
    const text = run.during(leader, 1, () => {
      for (const { process } of cluster.followers()) process!.signal('SIGKILL');
      run.ask('etcdctl put a b; etcdctl --command-timeout=8s get a', leader);
    });
    checkLog('the quorum is lost, and clients ask: leader', text);
  });

  it('when members are added, updated, removed and refused', () => {
    const run = new Recording();
    const { leader } = run;
    const change = (name: string, seconds: number, command: string): void =>
      checkLog(
        name,
        run.during(leader, seconds, () => run.ask(command)),
      );
    change('member add: leader', 6, `etcdctl member add etcd-3 --peer-urls=${NEW[1]}`);
    const [client, peer] = NEW;
    const at = leader.argv.indexOf('--initial-cluster') + 1;
    const joined = run.startEtcd(
      ...['--name', 'etcd-3', '--data-dir', '/var/lib/etcd-3', ...addresses([client, peer])],
      ...['--initial-cluster', `${leader.argv[at]},etcd-3=${peer}`],
      ...['--initial-cluster-token', 'lab', '--initial-cluster-state', 'existing'],
    );
    checkLog('it joins: newcomer', joined);
    const id = /^(\w+),.*23804/m.exec(run.ask('etcdctl member list'))![1]!;
    const update = `etcdctl member update ${id} --peer-urls=http://localhost:23804`;
    change('member update: leader', 1, update);
    change('member remove: leader', 3, `etcdctl member remove ${id}`);
    const twice = 'etcdctl member remove 1234; etcdctl member add x --peer-urls=';
    change('changes are refused: leader', 1, `${twice}http://127.0.0.1:23801`);
  });

  it('when a follower has to be sent a snapshot', () => {
    const flags = ['--snapshot-count', '100', '--experimental-snapshot-catchup-entries', '5'];
    const run = new Recording({ flags });
    const { leader, cluster } = run;
    const follower = cluster.followers()[0]!;
    follower.process!.signal('SIGKILL');
    run.ask('for i in $(seq 250); do etcdctl put k$i v; done');
    cluster.runFor(2);
    const text = run.during(follower, 4, () => cluster.start(follower));
    checkLog('a follower gets a snapshot: follower', text);
    checkLog('a follower gets a snapshot: leader', run.since(leader));
  });

  it('when the database is compacted, defragmented, saved and full', () => {
    const run = new Recording({ names: ['etcd-0'], flags: ['--quota-backend-bytes', '2000000'] });
    const tend = (name: string, command: string): void =>
      checkLog(
        `${name}: leader`,
        run.during(run.leader, 1, () => run.ask(command)),
      );
    run.ask('for i in 1 2 3; do etcdctl put a $i; done');
    tend('compact', 'etcdctl compact 3');
    tend('defrag', 'etcdctl defrag');
    tend('snapshot save', 'etcdctl snapshot save /s.db');
    const fill = 'head -c 1000000 /dev/zero | tr "\\0" a > /v; for i in 1 2 3; do etcdctl put b';
    run.ask(`${fill} < /v; done`);
    const at = run.leader.argv.indexOf('--listen-client-urls') + 1;
    tend('no space', `etcdctl put a b; curl -s ${run.leader.argv[at]}/health`);
    tend('alarm disarm', 'etcdctl alarm disarm');
  });

  it('when a member makes a cluster of its own', () => {
    const run = new Recording();
    const { cluster } = run;
    const follower = cluster.followers()[0]!;
    run.ask(`etcdctl member add etcd-3 --learner --peer-urls=${NEW[1]}`);
    const id = /^(\w+),.*23804/m.exec(run.ask('etcdctl member list'))![1]!;
    run.ask(`etcdctl member remove ${id}; etcdctl put a b`);
    for (const { process } of cluster.members) process!.signal('SIGKILL');
    cluster.runFor(1);
    const log = run.startEtcd(...follower.argv.slice(1), '--force-new-cluster');
    checkLog('force-new-cluster: follower', log);
  });

  it('when it can not start', () => {
    const run = new Recording();
    const own = addresses(NEW);
    const fresh = ['--name', 'etcd-9', '--data-dir', '/fresh'];
    const wrong = run.startEtcd(...fresh, ...own, '--initial-cluster', `x=${NEW[1]}`);
    checkLog('a name that is not in its cluster: etcd', wrong);
    const used = run.startEtcd(...fresh, ...addresses([NEW[0], 'http://127.0.0.1:23801']));
    checkLog('a port in use: etcd', used);
    const short = run.startEtcd(...fresh, ...own, '--election-timeout', '200');
    checkLog('flags that do not fit: etcd', short);
  });
});

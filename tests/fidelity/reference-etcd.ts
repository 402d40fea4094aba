import { TestCluster, type RunResult, type TestMember } from '../etcd/harness.ts';
import { shellPrograms } from '../shell/run.ts';
import { numberOf, type RecordedCase } from './recorded-case.ts';
import { Roles } from './roles.ts';

/** Where the cases are run; the members keep their data below. */
const FOLDER = '/root/reference';
/** Members must have been connected for 5 s before another one may be added. Units: seconds. */
const SETTLED_S = 8;
/** What a real shell takes to start the next command: followers have applied the last one then. */
const BETWEEN_S = 0.02;
const bash = shellPrograms.get('/bin/bash')!;

/**
 * The machine on which the cases of etcdctl were recorded, and what its owner did between them:
 * three members, of which etcd-2 leads in the beginning; later one with a small quota; later three
 * others, which a learner joins.
 */
export class ReferenceEtcd {
  cluster = ofThree();
  readonly #roles = new Roles();
  readonly #killed: TestMember[] = [];
  /** What `member add` said that the new member is to be told. */
  #newMember = '';

  /** Does what happened before a case. Source: the recordings' notes */
  prepare(recorded: RecordedCase): void {
    const { cluster } = this;
    const steps: Readonly<Record<number, () => void>> = {
      102: () => this.#kill(cluster.members[0]!),
      110: () => {
        this.#kill(cluster.followers()[0]!);
        cluster.runFor(3);
      },
      130: () => {
        cluster.start(this.#killed[0]!);
        cluster.runUntil(() => cluster.leader !== undefined);
      },
      131: () => {
        cluster.start(this.#killed[1]!);
        cluster.runFor(2);
      },
      132: () => this.#kill(cluster.leader!),
      134: () => {
        cluster.start(this.#killed[2]!);
        cluster.runFor(2);
      },
      135: () => {
        for (const { process } of cluster.members) process!.signal('SIGKILL');
      },
      136: () => {
        this.cluster = ofOne();
      },
      200: () => {
        this.cluster = ofThree({ clientPort: 24_291, peerPort: 24_301 });
      },
      204: () => this.#startLearner(),
    };
    steps[numberOf(recorded)]?.();
  }

  run({ cmd, stdin, env, stdout }: RecordedCase): RunResult {
    this.cluster.runFor(BETWEEN_S);
    const line = this.#roles.translate(cmd);
    const variables = {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      ...this.#addresses(),
      ETCDCTL_ENDPOINTS: this.#endpoints(env?.ETCDCTL_ENDPOINTS),
    };
    const input = typeof stdin === 'string' ? { stdin } : {};
    const options = { env: variables, cwd: FOLDER, ...input };
    const result = this.cluster.run(bash, ['bash', '-c', line], options);
    this.#roles.note(result.stdout, stdout);
    if (line.includes('--learner') && result.code === 0) this.#newMember = result.stdout;
    return result;
  }

  #kill(member: TestMember): void {
    this.#killed.push(member);
    member.process!.signal('SIGKILL');
  }

  /** The learner is told what `member add` printed, and writes its log to a file. */
  #startLearner(): void {
    const settings = this.#newMember.split('\n').filter((line) => line.startsWith('ETCD_'));
    const [client, peer] = ['http://127.0.0.1:24294', 'http://127.0.0.1:24304'];
    const flags = [
      '--data-dir golden/etcd-3 --initial-cluster-token lab',
      `--listen-peer-urls ${peer} --listen-client-urls ${client}`,
      `--advertise-client-urls ${client} 2>run/etcd-3.log`,
    ];
    const line = `mkdir -p run; ${settings.join(' ')} exec etcd ${flags.join(' ')}`;
    this.cluster.spawn(bash, ['bash', '-c', line], { env: { PATH: '/usr/bin' }, cwd: FOLDER });
    this.cluster.runFor(2);
  }

  /** `E0` and its like: where clients reach a member; `P0`: where the others do. */
  #addresses(): Record<string, string> {
    return Object.fromEntries(
      this.cluster.members.flatMap((member, at) => [
        [`E${at}`, urlOf(member, '--listen-client-urls')],
        [`P${at}`, urlOf(member, '--listen-peer-urls')],
      ]),
    );
  }

  /** A role, such as the living member, in the place of an address. */
  #endpoints(role: string | undefined): string {
    const { members } = this.cluster;
    const address = (member: TestMember): string => urlOf(member, '--listen-client-urls');
    if (role === undefined) return members.map(address).join(',');
    if (role.startsWith('http')) return role;
    const wanted = role.includes('killed')
      ? this.#killed.at(-1)
      : members.find(({ process }) => process?.state !== 'exited');
    return address(wanted!);
  }
}

function urlOf({ argv }: TestMember, flag: string): string {
  return argv[argv.indexOf(flag) + 1]!;
}

function ofThree(ports = { clientPort: 23_791, peerPort: 23_801 }): TestCluster {
  for (let seed = 1; ; seed++) {
    const cluster = make(`reference-${seed}`, ports);
    if (cluster.leader?.name === 'etcd-2') return cluster;
  }
}

function ofOne(): TestCluster {
  return make('reference-quota', {
    names: ['etcd-0'],
    clientPort: 23_821,
    peerPort: 23_831,
    flags: ['--quota-backend-bytes', '16777216'],
  });
}

function make(seed: string, shape: ConstructorParameters<typeof TestCluster>[3]): TestCluster {
  const cluster = new TestCluster(seed, shellPrograms, 'loopback', {
    dataFolder: `${FOLDER}/golden`,
    ...shape,
  });
  cluster.client.files.makeDirectory(FOLDER, true);
  cluster.start();
  cluster.runFor(SETTLED_S);
  return cluster;
}

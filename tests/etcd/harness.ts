import { Kernel, makePipe, NullStream, SECOND } from '../../labs/cluster/kernel/index.ts';
import type { Host, Process, Program, Stream, Task } from '../../labs/cluster/kernel/index.ts';
import { Machine } from '../../labs/cluster/machine/machine.ts';
import { etcdPrograms, type EtcdView } from '../../labs/cluster/etcd/member.ts';

/** One member of a test's cluster: where it runs and how it is started again. */
export interface TestMember {
  readonly name: string;
  readonly machine: Machine;
  readonly argv: readonly string[];
  process: Process | undefined;
  /** All that it has written to standard error. */
  log: string;
}

export interface RunResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
  readonly seconds: number;
}

interface SpawnChoice {
  readonly env?: Record<string, string>;
  readonly stdin?: string;
  readonly host?: Host;
  readonly cwd?: string;
}

/** Collects what is written to it. */
class Sink extends NullStream {
  text = '';
  readonly #seen: ((text: string) => void) | undefined;

  constructor(seen?: (text: string) => void) {
    super();
    this.#seen = seen;
  }

  override *write(text: string): Task<undefined> {
    if (this.#seen) this.#seen(text);
    else this.text += text;
    return undefined;
  }
}

/** How members on one machine are told apart, and what they are told besides. */
export interface LoopbackShape {
  readonly names: readonly string[];
  /** The first member's ports; the next ones follow. */
  readonly clientPort: number;
  readonly peerPort: number;
  /** Where their folders are, each of its member's name. */
  readonly dataFolder: string;
  readonly flags: readonly string[];
}

const REFERENCE: LoopbackShape = {
  names: ['etcd-0', 'etcd-1', 'etcd-2'],
  clientPort: 23_791,
  peerPort: 23_801,
  dataFolder: '/var/lib',
  flags: [],
};

/** A cluster of etcd processes, started by hand: no systemd, nobody restarts them. */
export class TestCluster {
  readonly kernel: Kernel;
  readonly members: TestMember[] = [];
  readonly client: Machine;

  constructor(
    seed: string,
    programs: ReadonlyMap<string, Program>,
    layout: 'hosts' | 'loopback',
    shape: Partial<LoopbackShape> = {},
  ) {
    this.kernel = new Kernel(seed);
    const all = new Map([...etcdPrograms, ...programs]);
    const { clientPort, peerPort, dataFolder, flags, ...others } = { ...REFERENCE, ...shape };
    const names = layout === 'hosts' ? ['etcd-1', 'etcd-2', 'etcd-3'] : others.names;
    const address = (at: number): string => `10.0.0.${11 + at}`;
    const hosts = names.map((name, at) => `${address(at)} ${name}\n`).join('');
    const makeMachine = (name: string, ip: string): Machine => {
      const machine = new Machine(this.kernel, {
        name,
        addresses: [ip],
        programs: all,
        files: { '/etc/hosts': hosts },
      });
      machine.boot();
      return machine;
    };
    this.client = makeMachine('workstation', '10.0.0.5');
    const peer = (at: number): string =>
      layout === 'hosts' ? `http://${address(at)}:2380` : `http://127.0.0.1:${peerPort + at}`;
    const cluster = names.map((name, at) => `${name}=${peer(at)}`).join(',');
    for (const [at, name] of names.entries()) {
      const machine = layout === 'hosts' ? makeMachine(name, address(at)) : this.client;
      const client =
        layout === 'hosts' ? `http://${address(at)}:2379` : `http://127.0.0.1:${clientPort + at}`;
      const listen = layout === 'hosts' ? `${client},http://127.0.0.1:2379` : client;
      const argv = [
        '/usr/bin/etcd',
        ...['--name', name, '--data-dir', `${dataFolder}/${name}`, ...flags],
        ...['--listen-peer-urls', peer(at), '--listen-client-urls', listen],
        ...['--advertise-client-urls', client, '--initial-advertise-peer-urls', peer(at)],
        ...['--initial-cluster', cluster, '--initial-cluster-token', 'lab'],
      ];
      this.members.push({ name, machine, argv, process: undefined, log: '' });
    }
  }

  start(...members: TestMember[]): void {
    for (const member of members.length > 0 ? members : this.members) {
      const sink = new Sink((text) => {
        member.log += text;
      });
      const streams = [new NullStream(), new NullStream(), sink];
      const program = etcdPrograms.get('/usr/bin/etcd')!;
      member.process = member.machine.spawn({ program, argv: member.argv, streams });
    }
  }

  view(member: TestMember): EtcdView | undefined {
    if (member.process?.state === 'exited') return undefined;
    return member.process?.view?.() as EtcdView | undefined;
  }

  get leader(): TestMember | undefined {
    return this.members.find((member) => this.view(member)?.role === 'leader');
  }

  followers(): TestMember[] {
    return this.members.filter((member) => this.view(member)?.role === 'follower');
  }

  runFor(seconds: number): void {
    this.kernel.run(this.kernel.nowUs + seconds * SECOND);
  }

  /** Runs until something holds. Errors: throws when it does not within `seconds`. */
  runUntil(holds: () => boolean, seconds = 30): void {
    const endUs = this.kernel.nowUs + seconds * SECOND;
    while (!holds()) {
      if (this.kernel.nowUs >= endUs) throw new Error(`nothing came within ${seconds} s`);
      this.kernel.run(this.kernel.nowUs + 1_000);
    }
  }

  /** Runs a program to its end on a machine, and tells what it printed. */
  run(program: Program, argv: readonly string[], options: SpawnChoice = {}): RunResult {
    const { process, out, err } = this.spawn(program, argv, options);
    const startUs = this.kernel.nowUs;
    this.runUntil(() => process.state === 'exited', 60);
    const seconds = (this.kernel.nowUs - startUs) / SECOND;
    return { stdout: out.text, stderr: err.text, code: process.exit!.code, seconds };
  }

  spawn(
    program: Program,
    argv: readonly string[],
    options: SpawnChoice = {},
  ): { readonly process: Process; readonly out: Sink; readonly err: Sink } {
    const [out, err] = [new Sink(), new Sink()];
    const streams: Stream[] = [textStream(options.stdin ?? ''), out, err];
    const env = options.env ?? {};
    const { cwd = '/' } = options;
    const process = (options.host ?? this.client).spawn({ program, argv, env, streams, cwd });
    return { process, out, err };
  }
}

/** A stream that gives a text and then ends. */
function textStream(text: string): Stream {
  const { reader, writer } = makePipe();
  writer.retain();
  // Less than a pipe holds, so that the write never waits.
  if (!writer.write(text).next().done) throw new Error('the text is too long');
  writer.release();
  return reader;
}

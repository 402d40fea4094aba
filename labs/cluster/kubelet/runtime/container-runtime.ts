import {
  after,
  exitStatus,
  MILLISECOND,
  never,
  NullStream,
  SECOND,
  select,
  sleep,
  wait,
  type Process,
  type Program,
  type Task,
  type Wait,
} from '../../kernel/index.ts';
import { baseName, DEFAULT_PATH } from '../../machine/index.ts';
import {
  isReady,
  type Container,
  type ContainerSpec,
  type Sandbox,
  type SandboxSpec,
} from './container.ts';
import type { ContainerStore } from './container-store.ts';
import { CriLogStream } from './cri-log-stream.ts';

/** Where containerd serves. Source: containerd's default configuration */
export const SOCKET_PATH = '/run/containerd/containerd.sock';

const SHIM = '/usr/bin/containerd-shim-runc-v2';

/** Which program an image holds. */
export type ImageTable = ReadonlyMap<string, Program>;

/**
 * What containerd serves to the kubelet and to crictl: the calls of CRI.
 *
 * Units:   grace in seconds
 * Errors:  gRPC's sentence, as containerd sends it
 * Differs: an image holds one program, which has the name of the image
 */
export class ContainerRuntime {
  readonly version = '1.7.24';
  readonly images: ImageTable;
  readonly store: ContainerStore;
  readonly #process: Process;

  constructor(process: Process, store: ContainerStore, images: ImageTable) {
    this.#process = process;
    this.store = store;
    this.images = images;
  }

  get changed(): Wait<void> {
    return this.store.changed;
  }

  /** Fetches an image. Errors: there is none of that name. */
  *pullImage(image: string): Task<string | undefined> {
    if (this.images.has(image)) return undefined;
    yield* this.#work(400, 900);
    const whole = wholeName(image);
    const what = `failed to pull and unpack image "${whole}"`;
    const why = `failed to resolve reference "${whole}": ${whole}: not found`;
    return `rpc error: code = NotFound desc = ${what}: ${why}`;
  }

  *runSandbox(spec: SandboxSpec): Task<Sandbox> {
    yield* this.#work(120, 260);
    const { machine } = this.store;
    const id = this.store.newId();
    const nothing = [new NullStream(), new NullStream(), new NullStream()];
    const shim = machine.systemd.spawn({
      program: () => wait(never),
      argv: [SHIM, '-namespace', 'k8s.io', '-id', id, '-address', SOCKET_PATH],
      streams: nothing,
    });
    const pause = machine.spawn({
      program: pauseMain,
      argv: ['/pause'],
      streams: nothing,
      parent: shim,
    });
    const sandbox = { ...spec, id, shim, pause, createdAtUs: machine.kernel.nowUs };
    this.store.addSandbox(sandbox);
    shim.go(watchPause(this.store, pause));
    return sandbox;
  }

  *createContainer(sandbox: Sandbox, spec: ContainerSpec): Task<Container> {
    yield* this.#work(20, 60);
    const container: Container = {
      ...spec,
      id: this.store.newId(),
      sandbox,
      logPath: `${sandbox.logFolder}/${spec.name}/${spec.attempt}.log`,
      createdAtUs: this.#process.nowUs,
      state: 'created',
      process: undefined,
      startedAtUs: 0,
      finishedAtUs: 0,
      exitCode: 0,
      reason: '',
      message: '',
    };
    this.store.addContainer(container);
    return container;
  }

  /** Starts the process of a container. Errors: why it cannot run. */
  *startContainer(container: Container): Task<string | undefined> {
    yield* this.#work(60, 120);
    const { sandbox, image, name, attempt } = container;
    const command = container.command.length > 0 ? container.command : [imageName(image)];
    const program = this.images.get(image);
    if (program === undefined || baseName(command[0]!) !== imageName(image)) {
      const why = notExecutable(command[0]!);
      this.store.finish(container, 128, 'StartError', why);
      return why;
    }
    const { machine } = this.store;
    const path = `${sandbox.logFolder}/${name}/${attempt}.log`;
    const [out, err] = [
      new CriLogStream(machine, path, 'stdout'),
      new CriLogStream(machine, path, 'stderr'),
    ];
    const env = { PATH: DEFAULT_PATH, HOSTNAME: machine.name, ...container.env };
    const streams = [new NullStream(), out, err];
    const process = machine.spawn({ program, argv: command, env, streams, parent: sandbox.shim });
    container.process = process;
    container.startedAtUs = process.nowUs;
    container.state = 'running';
    sandbox.shim.go(watchExit(this.store, container, process));
    return undefined;
  }

  /** Asks a container to end, waits, and ends it. */
  *stopContainer({ process }: Container, grace: number): Task<void> {
    if (!process || process.state === 'exited') return;
    process.signal('SIGTERM');
    process.signal('SIGCONT');
    yield* select({ exited: process.exited, late: after(grace * SECOND) });
    process.signal('SIGKILL');
    yield* wait(process.exited);
  }

  /** Ends a sandbox, and what still runs in it. */
  *stopSandbox(sandbox: Sandbox): Task<void> {
    for (const container of this.store.containersOf(sandbox.podUid)) {
      if (container.sandbox === sandbox) container.process?.signal('SIGKILL');
    }
    if (isReady(sandbox)) yield* this.#work(20, 60);
    sandbox.pause.signal('SIGKILL');
    sandbox.shim.signal('SIGKILL');
  }

  /** Containers take their time. Units: milliseconds */
  *#work(least: number, most: number): Task<void> {
    yield* sleep(this.#process.random.int(least * MILLISECOND, most * MILLISECOND));
  }
}

/**
 * Shape:  `nginx` is `docker.io/library/nginx:latest`
 * Source: distribution/reference `ParseNormalizedNamed`, `TagNameOnly`
 */
function wholeName(image: string): string {
  const [first = '', ...rest] = image.split('/');
  const hasHost = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const path = hasHost ? image : `docker.io/${rest.length > 0 ? image : `library/${image}`}`;
  return /[:@]/.test(path.slice(path.lastIndexOf('/'))) ? path : `${path}:latest`;
}

/** `registry.k8s.io/etcd:3.5.30-0` holds `etcd`. */
function imageName(image: string): string {
  return baseName(image).replace(/[:@].*/, '');
}

function notExecutable(command: string): string {
  const found = command.includes('/')
    ? `stat ${command}: no such file or directory`
    : 'executable file not found in $PATH';
  return (
    'failed to create containerd task: failed to create shim task: OCI runtime create failed: ' +
    'runc create failed: unable to start container process: error during container init: ' +
    `exec: "${command}": ${found}: unknown`
  );
}

function* watchExit(store: ContainerStore, container: Container, process: Process): Task<void> {
  const code = exitStatus(yield* wait(process.exited));
  store.finish(container, code, code === 0 ? 'Completed' : 'Error');
}

function* watchPause(store: ContainerStore, pause: Process): Task<void> {
  yield* wait(pause.exited);
  store.notify();
}

/** The process that keeps a pod's room open. Source: kubernetes build/pause/linux/pause.c */
function* pauseMain(): Task<number> {
  return yield* wait(never);
}

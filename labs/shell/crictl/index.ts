/**
 * crictl: what runs on this machine, asked of the container runtime itself.
 *
 * It speaks with containerd over its socket, as the kubelet does, and with nobody else: it works
 * where the API server does not, which is what it is for. rows.ts prints the tables, logs.ts a
 * container's output, inspect.ts what is known of one container.
 *
 * What it leaves out: every command that is not in the table below; images have made-up ids.
 *
 * Source: cri-tools v1.36 cmd/crictl
 */
import type { Program, Task } from '../../cluster/kernel/index.ts';
import type { Container, ContainerRuntime } from '../../cluster/kubelet/runtime/index.ts';
import type { Completion } from '../completion.ts';
import { flag, parseFlags, type Flag } from '../pflag.ts';
import { connect, fail, type Call } from './call.ts';
import { formatInspect } from './inspect.ts';
import { logFlags, showLogs } from './logs.ts';
import { formatContainers, formatImages, formatPods, imageId } from './rows.ts';

interface Command {
  readonly names: readonly string[];
  readonly flags: readonly Flag[];
  readonly run: (call: Call) => Task<number>;
}

const choice = (name: string, short?: string): Flag => flag(name, 'bool', 'false', '', short);
const text = (name: string, short?: string): Flag => flag(name, 'string', '', '', short);

const commands: readonly Command[] = [
  {
    names: ['ps'],
    flags: [
      choice('all', 'a'),
      choice('quiet', 'q'),
      text('name'),
      text('state', 's'),
      text('pod', 'p'),
    ],
    run: listContainers,
  },
  { names: ['pods'], flags: [choice('quiet', 'q'), text('name')], run: listPods },
  { names: ['images', 'image', 'img'], flags: [choice('quiet', 'q')], run: listImages },
  { names: ['logs'], flags: logFlags, run: (call) => withContainer(call, showLogs) },
  { names: ['inspect'], flags: [text('output', 'o')], run: (call) => withContainer(call, inspect) },
  { names: ['stop'], flags: [flag('timeout', 'int64', '0', '', 't')], run: stop },
  { names: ['version'], flags: [], run: showVersion },
];

/** What else the real one can do. */
const absent = new Set([
  ...['attach', 'checkpoint', 'completion', 'config', 'create', 'events', 'exec', 'imagefsinfo'],
  ...[
    'info',
    'inspecti',
    'inspectp',
    'metricsp',
    'port-forward',
    'pull',
    'rm',
    'rmi',
    'rmp',
    'run',
  ],
  ...['runp', 'runtime-config', 'start', 'stats', 'statsp', 'stopp', 'update'],
]);

const globalFlags = [text('runtime-endpoint'), text('image-endpoint'), text('timeout')];

const HELP = `NAME:
   crictl - client for CRI

USAGE:
   crictl [global options] command [command options] [arguments...]

COMMANDS IN THIS LAB:
${commands.map(({ names }) => `   ${names.join(', ')}\n`).join('')}`;

export const crictl: Program = function* (process, argv) {
  const at = argv.findIndex((word, index) => index > 0 && !word.startsWith('-'));
  const name = argv[at];
  if (at < 0 || name === undefined || name === 'help') {
    yield* process.print(HELP);
    return 0;
  }
  const command = commands.find(({ names }) => names.includes(name));
  if (absent.has(name)) return yield* fail(process, `${name} is not part of this lab`);
  if (!command) {
    yield* process.warn(`No help topic for '${name}'\n`);
    return 3;
  }
  const words = argv.filter((_, index) => index > 0 && index !== at);
  const flags = parseFlags(words, [...command.flags, ...globalFlags]);
  if (typeof flags === 'string') {
    yield* process.warn(
      `Incorrect Usage: ${flags.replace('unknown flag: ', 'flag provided but not defined: ')}\n`,
    );
    return 1;
  }
  const runtime = yield* connect(process);
  if (typeof runtime === 'string') return yield* fail(process, runtime);
  return yield* command.run({ process, runtime, flags });
};

function* listContainers({ flags, process, runtime }: Call): Task<number> {
  const value = (name: string): string => flags.values.get(name) ?? '';
  const isAll = value('all') === 'true' || value('state') !== '';
  const wanted = [...runtime.store.containers.values()]
    .filter(({ state }) => isAll || state === 'running')
    .filter(({ state }) => value('state') === '' || state === value('state').toLowerCase())
    .filter(({ name }) => new RegExp(value('name')).test(name))
    .filter(({ sandbox }) => sandbox.id.startsWith(value('pod')))
    .sort((a, b) => b.createdAtUs - a.createdAtUs);
  const isQuiet = value('quiet') === 'true';
  const ids = wanted.map(({ id }) => `${id}\n`).join('');
  yield* process.print(isQuiet ? ids : formatContainers(wanted, process.nowUs));
  return 0;
}

function* listPods({ flags, process, runtime }: Call): Task<number> {
  const wanted = [...runtime.store.sandboxes.values()]
    .filter(({ name }) => new RegExp(flags.values.get('name') ?? '').test(name))
    .sort((a, b) => b.createdAtUs - a.createdAtUs);
  const isQuiet = flags.values.get('quiet') === 'true';
  const ids = wanted.map(({ id }) => `${id}\n`).join('');
  yield* process.print(isQuiet ? ids : formatPods(wanted, process.nowUs));
  return 0;
}

function* listImages({ flags, process, runtime }: Call): Task<number> {
  const images = [...runtime.images.keys()].sort();
  const isQuiet = flags.values.get('quiet') === 'true';
  const ids = images.map((image) => `sha256:${imageId(image)}\n`).join('');
  yield* process.print(isQuiet ? ids : formatImages(images));
  return 0;
}

function* showVersion({ process, runtime }: Call): Task<number> {
  yield* process.print(
    `Version:  0.1.0\nRuntimeName:  containerd\nRuntimeVersion:  v${runtime.version}\n` +
      `RuntimeApiVersion:  v1\n`,
  );
  return 0;
}

function* inspect({ process }: Call, container: Container): Task<number> {
  yield* process.print(formatInspect(container));
  return 0;
}

function* stop(call: Call): Task<number> {
  const { flags, process, runtime } = call;
  if (flags.args.length === 0) return yield* fail(process, 'ID cannot be empty');
  for (const id of flags.args) {
    const container = findContainer(runtime, id);
    if (!container) return yield* fail(process, notFound(id));
    yield* runtime.stopContainer(container, Number(flags.values.get('timeout')));
    yield* process.print(`${container.id}\n`);
  }
  return 0;
}

function* withContainer(
  call: Call,
  run: (call: Call, container: Container) => Task<number>,
): Task<number> {
  const [id] = call.flags.args;
  if (id === undefined) return yield* fail(call.process, 'ID cannot be empty');
  const container = findContainer(call.runtime, id);
  return container ? yield* run(call, container) : yield* fail(call.process, notFound(id));
}

/** An id may be cut short. */
function findContainer({ store }: ContainerRuntime, id: string): Container | undefined {
  return [...store.containers.values()].find((one) => one.id.startsWith(id));
}

function notFound(id: string): string {
  const what = `an error occurred when try to find container "${id}": not found`;
  return `rpc error: code = NotFound desc = ${what}`;
}

export const crictlPrograms: ReadonlyMap<string, Program> = new Map([['/usr/bin/crictl', crictl]]);

export const crictlCompletions: ReadonlyMap<string, Completion> = new Map([
  ['crictl', (words) => (words.length === 2 ? commands.map(({ names }) => names[0]!) : [])],
]);

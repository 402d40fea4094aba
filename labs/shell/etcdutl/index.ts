/**
 * etcdutl: what an administrator does with the files of a member that does not run.
 *
 * It speaks to nobody: it reads a snapshot that `etcdctl snapshot save` has fetched, and says what
 * is in it, or makes a member of a new cluster of it. So it is the one program that is built on the
 * member's own code (cluster/etcd/offline.ts).
 *
 * commands.ts is the table of commands; status.ts looks at a snapshot, restore.ts makes a member,
 * flags.ts has the flags, which etcdctl's deprecated forms of these commands take too.
 *
 * What it leaves out: the commands in the table that have no `run`, a log in a folder of its own,
 * protobuf.
 *
 * Source: etcd v3.5.30 etcdutl
 */
import type { Process, Program, Task } from '../../cluster/kernel/index.ts';
import { formatUsage, helpFlag, matchName, takeWord, unknownCommand } from '../cobra.ts';
import { flag, parseFlags } from '../pflag.ts';
import { commands, groups, type Command } from './commands.ts';

const writeOut = flag(
  'write-out',
  'string',
  'simple',
  'set the output format (fields, json, protobuf, simple, table)',
  'w',
);

const etcdutl: Program = function* (process, argv) {
  const words = argv.slice(1);
  if (words[0] === 'help') return yield* help(process, words.slice(1));
  const found = find(words);
  if (found === undefined) {
    const names = [...childrenOf('').keys(), 'help'];
    const error = `Error: ${unknownCommand(takeWord([...words], [writeOut])!, 'etcdutl', names)}\n`;
    yield* process.warn(`${error}Run 'etcdutl --help' for usage.\n${error}`);
    return 1;
  }
  const { command, usage } = found;
  const flags = parseFlags(found.words, [writeOut, ...(command?.flags ?? []), helpFlag('')]);
  if (typeof flags === 'string') return yield* refuse(process, flags, usage);
  if (command === undefined || flags.values.get('help') === 'true') {
    yield* process.print(`${usage}\n`);
    return 0;
  }
  const missing = (command.required ?? []).filter((name) => !flags.changed.has(name));
  if (missing.length > 0) {
    const list = missing.map((name) => `"${name}"`).join(', ');
    return yield* refuse(process, `required flag(s) ${list} not set`, usage);
  }
  if (command.run) return yield* command.run(process, flags);
  yield* process.warn(`Error: etcdutl ${command.name} is not part of this lab\n`);
  return 1;
};

function* refuse(process: Process, error: string, usage: string): Task<number> {
  yield* process.warn(`Error: ${error}\n${usage}\nError: ${error}\n`);
  return 1;
}

function* help(process: Process, topic: readonly string[]): Task<number> {
  const found = find(topic);
  if (found) {
    yield* process.print(`${found.usage}\n`);
    return 0;
  }
  const words = topic.map((word) => `\`${word}\``).join(' ');
  yield* process.warn(`Unknown help topic [${words}]\n${usageOf('')}`);
  return 0;
}

interface Found {
  /** Undefined where the words only name a group, or nothing. */
  readonly command: Command | undefined;
  readonly usage: string;
  /** What follows the command's own words. */
  readonly words: readonly string[];
}

/** Finds the command by its words. Errors: undefined where the first one names none. */
function find(argv: readonly string[]): Found | undefined {
  const words = [...argv];
  let path = '';
  for (;;) {
    const rest = [...words];
    const word = takeWord(rest, [writeOut]);
    const name = word && matchName(word, [...childrenOf(path).keys()]);
    if (word !== undefined && name === undefined && path === '') return undefined;
    if (name === undefined) return { command: undefined, usage: usageOf(path), words };
    words.splice(0, words.length, ...rest);
    path = path === '' ? name : `${path} ${name}`;
    const command = commands.find((other) => other.name === path);
    if (command) return { command, usage: usageOf(path), words };
  }
}

/** The commands below a path, each with what it is for. Shape: `''` → `snapshot`, `version`, … */
function childrenOf(path: string): ReadonlyMap<string, string> {
  if (path !== '') {
    const inner = commands.filter(({ name }) => name.startsWith(`${path} `));
    return new Map(inner.map(({ name, short }) => [name.slice(path.length + 1), short]));
  }
  return new Map(
    commands.map(({ name, short }) => {
      const word = name.split(' ')[0]!;
      return [word, groups[word] ?? short];
    }),
  );
}

function usageOf(path: string): string {
  const command = commands.find(({ name }) => name === path);
  const whole = `etcdutl ${path}`.trim();
  const flags = [...(command?.flags ?? []), helpFlag(whole.split(' ').at(-1)!)];
  if (command) {
    const line = `${[whole, command.use].filter(Boolean).join(' ')} [flags]`;
    return formatUsage({ path: whole, line, flags, inherited: [writeOut] });
  }
  const children = childrenOf(path);
  if (path !== '') {
    return formatUsage({ path: whole, commands: listOf(children), flags, inherited: [writeOut] });
  }
  const all = new Map([...children, ['help', 'Help about any command']]);
  return formatUsage({ path: whole, commands: listOf(all), flags: [writeOut, ...flags] });
}

function listOf(children: ReadonlyMap<string, string>): { name: string; short: string }[] {
  return [...children]
    .map(([name, short]) => ({ name, short }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

export const etcdutlPrograms: ReadonlyMap<string, Program> = new Map([
  ['/usr/bin/etcdutl', etcdutl],
]);

/**
 * etcdctl: the command line of etcd, as its users know it.
 *
 * It finds the command by its words, reads flags and `ETCDCTL_…` variables, asks the cluster
 * through the etcd client (cluster/client/etcd), and prints in one of four formats. Everything
 * that it says, its exit codes and the time that it waits are those of etcdctl 3.5.30.
 *
 * commands.ts is the table of commands; kv.ts, txn.ts, watch.ts, lease.ts and their like are what
 * they do, and bring their own entries for the table; print-*.ts are the formats; help.ts has the
 * help texts; context.ts is what a command works with, session.ts a lease that locks and elections
 * keep alive.
 *
 * What it leaves out so far: the commands in the table that have no `run` say so; protobuf output;
 * TLS.
 *
 * Source: etcd v3.5.30 etcdctl/ctlv3; golden recordings of the real program
 */
import type { Process, Program, Task } from '../../cluster/kernel/index.ts';
import type { Completion } from '../completion.ts';
import type { Command } from './command.ts';
import { commands, groups } from './commands.ts';
import { Context, Failure } from './context.ts';
import { flag, globalFlags, parseFlags } from './flags.ts';
import { commandHelp, groupHelp, rootHelp } from './help.ts';

const helpFlag = flag('help', 'bool', 'false', '', 'h');

export const etcdctl: Program = function* (process, argv, env) {
  const found = findCommand(argv.slice(1));
  if (typeof found === 'string') {
    yield* process.warn(`Error: ${found}\nRun 'etcdctl --help' for usage.\nError: ${found}\n`);
    return 1;
  }
  const { command, help, words } = found;
  if (command === undefined) {
    const flags = parseFlags(words, [...globalFlags, helpFlag]);
    yield* process.print(help);
    if (typeof flags !== 'string') return 0;
    yield* process.warn(`Error: ${flags}\nError: ${flags}\n`);
    return 1;
  }
  const { flags: own, inherited = [] } = command;
  const flags = parseFlags(words, [...globalFlags, ...own, ...inherited, helpFlag]);
  if (typeof flags === 'string') {
    yield* process.warn(`Error: ${flags}\n`);
    yield* process.print(help);
    yield* process.warn(`Error: ${flags}\n`);
    return 1;
  }
  if (flags.values.get('help') === 'true') {
    yield* process.print(help);
    return 0;
  }
  return yield* runCommand(process, command, new Context(process, env, flags, inherited));
};

function* runCommand(process: Process, command: Command, context: Context): Task<number> {
  if (!command.run) {
    yield* process.warn(`Error: etcdctl ${command.name} is not part of this lab yet\n`);
    return 1;
  }
  const result = (yield* context.askPassword()) ?? (yield* command.run(context));
  yield* context.flush();
  if (!(result instanceof Failure)) return result;
  if (result.message !== '') yield* process.warn(`Error: ${result.message}\n`);
  return result.code;
}

interface Found {
  readonly command: Command | undefined;
  readonly help: string;
  readonly words: readonly string[];
}

/** Finds the command by its words, which may be cut short where that is clear. Errors: cobra's. */
function findCommand(argv: readonly string[]): Found | string {
  const words = [...argv];
  let name = takeWord(words);
  if (name === undefined) return { command: undefined, help: rootHelp(), words };
  if (name === 'help') {
    const rest = words.splice(0);
    return rest.length === 0 ? findCommand([]) : findCommand([...rest, '--help']);
  }
  const names = new Set(commands.map((command) => command.name.split(' ')[0]!));
  const top = match(name, [...names]);
  if (top === undefined) return `unknown command "${name}" for "etcdctl"${suggest(name, names)}`;
  if (!(top in groups)) {
    const command = commands.find((other) => other.name === top)!;
    return { command, help: commandHelp(command), words };
  }
  const inner = commands.filter((command) => command.name.startsWith(`${top} `));
  name = takeWord(words);
  const full =
    name &&
    match(
      name,
      inner.map((command) => command.name.slice(top.length + 1)),
    );
  const command = inner.find((other) => other.name === `${top} ${full}`);
  return command
    ? { command, help: commandHelp(command), words }
    : { command: undefined, help: groupHelp(top), words };
}

/** Takes the first word that is no flag, nor a flag's value. */
function takeWord(words: string[]): string | undefined {
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === '--') return undefined;
    if (!word.startsWith('-')) return words.splice(at, 1)[0];
    const known = globalFlags.find(
      ({ name, short }) => word === `--${name}` || word === `-${short}`,
    );
    if (known && known.type !== 'bool') at++;
  }
  return undefined;
}

function match(name: string, names: readonly string[]): string | undefined {
  if (names.includes(name)) return name;
  const longer = names.filter((other) => other.startsWith(name));
  return longer.length === 1 ? longer[0] : undefined;
}

/** Source: cobra's `SuggestionsFor`: at most two letters away, or the beginning of a name. */
function suggest(name: string, names: ReadonlySet<string>): string {
  const near = [...names, 'help']
    .sort()
    .filter((other) => distance(name, other) <= 2 || other.startsWith(name.toLowerCase()));
  if (near.length === 0) return '';
  return `\n\nDid you mean this?\n${near.map((other) => `\t${other}\n`).join('')}`;
}

/** How many letters differ (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(same, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

export const etcdctlPrograms: ReadonlyMap<string, Program> = new Map([
  ['/usr/bin/etcdctl', etcdctl],
]);

/** Words that may come next on an etcdctl command line. */
function completeEtcdctl(words: readonly string[]): string[] {
  const last = words.at(-1) ?? '';
  const before = words.slice(1, -1).filter((word) => !word.startsWith('-'));
  if (last.startsWith('-')) {
    const command = commands.find(({ name }) => before.join(' ').startsWith(name));
    const flags = [...globalFlags, ...(command?.flags ?? []), ...(command?.inherited ?? [])];
    return flags.map(({ name }) => `--${name}`).filter((name) => name.startsWith(last));
  }
  const prefix = before.length === 0 ? '' : `${before[0]} `;
  if (before.length > 1) return [];
  const next = commands
    .filter(({ name, run }) => run && name.startsWith(prefix))
    .map(({ name }) => name.slice(prefix.length).split(' ')[0]!);
  return [...new Set(next)].filter((word) => word.startsWith(last)).sort();
}

export const etcdctlCompletions: ReadonlyMap<string, Completion> = new Map([
  ['etcdctl', completeEtcdctl],
]);

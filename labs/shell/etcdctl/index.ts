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
import { helpFlag, matchName, takeWord, unknownCommand } from '../cobra.ts';
import type { Completion } from '../completion.ts';
import type { Command } from './command.ts';
import { commands, groups } from './commands.ts';
import { Context, Failure } from './context.ts';
import { Panic } from './failure.ts';
import { globalFlags, parseFlags } from './flags.ts';
import { commandHelp, groupHelp, rootHelp } from './help.ts';

export const etcdctl: Program = function* (process, argv, env) {
  const found = findCommand(argv.slice(1));
  if (typeof found === 'string') {
    yield* process.warn(`Error: ${found}\nRun 'etcdctl --help' for usage.\nError: ${found}\n`);
    return 1;
  }
  const { command, help, words, warning = '' } = found;
  yield* process.warn(warning);
  if (command === undefined) {
    const flags = parseFlags(words, [...globalFlags, helpFlag('etcdctl')]);
    yield* process.print(help);
    if (typeof flags !== 'string') return 0;
    yield* process.warn(`Error: ${flags}\n\nError: ${flags}\n`);
    return 1;
  }
  const { flags: own, inherited = [] } = command;
  const flags = parseFlags(words, [...globalFlags, ...own, ...inherited, helpFlag('etcdctl')]);
  if (typeof flags === 'string') {
    yield* process.warn(`Error: ${flags}\n`);
    yield* process.print(help);
    yield* process.warn(`\nError: ${flags}\n`);
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
  yield* context.askPassword();
  const result = yield* command.run(context);
  yield* context.flush();
  if (!(result instanceof Failure)) return result;
  if (result instanceof Panic) yield* process.warn(`panic: ${result.message}\n${STACK}`);
  else if (result.message !== '') yield* process.warn(`Error: ${result.message}\n`);
  return result.code;
}

/** Differs: its frames but the last, whose addresses are luck, are left out */
const STACK = `
goroutine 1 [running]:
main.main()
\tgo.etcd.io/etcd/etcdctl/main.go:59 +0x65
`;

interface Found {
  readonly command: Command | undefined;
  readonly help: string;
  readonly words: readonly string[];
  readonly warning?: string;
}

/** Finds the command by its words, which may be cut short where that is clear. Errors: cobra's. */
function findCommand(argv: readonly string[]): Found | string {
  const words = [...argv];
  let name = takeWord(words, globalFlags);
  if (name === undefined) return { command: undefined, help: rootHelp(), words };
  if (name === 'help') {
    const rest = words.splice(0);
    if (rest.length === 0) return findCommand([]);
    const topic = findCommand([...rest, '--help']);
    if (typeof topic !== 'string') return topic;
    const warning = `Unknown help topic [${rest.map((word) => `\`${word}\``).join(' ')}]\n`;
    return { command: undefined, help: rootHelp(), words, warning };
  }
  const names = [...new Set(commands.map((command) => command.name.split(' ')[0]!))];
  const top = matchName(name, names);
  if (top === undefined) return unknownCommand(name, 'etcdctl', [...names, 'help']);
  if (!(top in groups)) {
    const command = commands.find((other) => other.name === top)!;
    return { command, help: commandHelp(command), words };
  }
  const inner = commands.filter((command) => command.name.startsWith(`${top} `));
  name = takeWord(words, globalFlags);
  const full =
    name &&
    matchName(
      name,
      inner.map((command) => command.name.slice(top.length + 1)),
    );
  const command = inner.find((other) => other.name === `${top} ${full}`);
  return command
    ? { command, help: commandHelp(command), words }
    : { command: undefined, help: groupHelp(top), words };
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

/**
 * kubectl: the command line of Kubernetes, as its users know it.
 *
 * Every command reads a kubeconfig file (session.ts), learns from the server what resources there
 * are (discovery.ts), turns the words of the command line or the files given with `-f` into targets
 * (target.ts, manifest.ts), and sends plain REST requests (client.ts). Tables come from the server;
 * what `-o` asks for is made here (output.ts, yaml.ts, jsonpath.ts, custom-columns.ts). A failure
 * is a value that carries kubectl's own words (failure.ts). commands.ts is the table of commands.
 *
 * All that it says, its exit codes and the time that it waits are those of kubectl 1.36.
 *
 * What it leaves out: the commands that are not in commands.ts, which say so; help texts but the
 * first; server-side apply; go-templates; plugins; log levels above 6, which print what 6 prints.
 *
 * Source: k8s.io/kubectl, k8s.io/cli-runtime v1.36; golden recordings of the real program
 */
import type { Process, Program, Task } from '../../cluster/kernel/index.ts';
import { formatKlogLine } from '../../cluster/client/klog.ts';
import type { Completion } from '../completion.ts';
import { parseFlags } from '../pflag.ts';
import type { Command } from './command.ts';
import { commands, isAbsent, isKnown, rootHelp } from './commands.ts';
import { completeKubectl } from './complete.ts';
import type { Failure } from './failure.ts';
import { globalFlags } from './flags.ts';
import { Session } from './session.ts';

export const kubectl: Program = function* (process, argv, env) {
  const { command, words } = findCommand(argv.slice(1));
  if (command === undefined) return yield* explain(process, words);
  const flags = parseFlags(words, [...command.flags, ...globalFlags]);
  if (typeof flags === 'string') {
    const help = `See 'kubectl ${command.name} --help' for usage.`;
    yield* process.warn(`error: ${flags}\n${help}\n`);
    return 1;
  }
  if (flags.values.get('help') === 'true') {
    yield* process.print(`The help text of kubectl ${command.name} is not part of this lab.\n`);
    return 0;
  }
  const session = new Session(process, env, flags);
  const result = yield* command.run(session);
  if (typeof result === 'number') return result;
  yield* complain(process, session, result);
  return result.code;
};

function* complain(process: Process, session: Session, failed: Failure): Task<void> {
  if (session.verbosity >= 4 && failed.status) {
    const text = `server response object: %s[${JSON.stringify(failed.status, undefined, 2)}]`;
    yield* process.warn(formatKlogLine(process, 'I', 'helpers.go:246', text));
  }
  if (failed.message !== '') yield* process.warn(`${failed.message}\n`);
}

/** Finds the command whose words come first; flags may stand between them. */
function findCommand(argv: readonly string[]): {
  readonly command: Command | undefined;
  readonly words: readonly string[];
} {
  const at: number[] = [];
  for (let index = 0; index < argv.length && at.length < 2; index++) {
    const word = argv[index]!;
    if (!word.startsWith('-')) at.push(index);
    else if (takesNext(word)) index++;
  }
  for (const count of [2, 1]) {
    const chosen = at.slice(0, count);
    const name = chosen.map((index) => argv[index]).join(' ');
    if (isAbsent(name)) break;
    const command =
      chosen.length === count
        ? commands.find((one) => one.name === name || one.aliases?.includes(name))
        : undefined;
    if (command) return { command, words: argv.filter((_, index) => !chosen.includes(index)) };
  }
  return { command: undefined, words: argv.filter((_, index) => at.includes(index)) };
}

/** True for a global flag whose value is the next word. */
function takesNext(word: string): boolean {
  return globalFlags.some(
    ({ implied, name, short }) =>
      implied === undefined && (word === `--${name}` || word === `-${short}`),
  );
}

/** Commands whose next word names another command. */
const nested = new Set([
  'auth',
  'certificate',
  'cluster-info',
  'config',
  'create',
  'rollout',
  'set',
  'top',
]);

/** There is nothing to run: no command was named, or none that the lab has. */
function* explain(process: Process, words: readonly string[]): Task<number> {
  const [name, inner] = words;
  if (name === undefined || (name === 'help' && inner === undefined)) {
    yield* process.print(rootHelp());
    return 0;
  }
  if (name === 'help' || name === 'options') {
    const topic = name === 'help' ? inner : name;
    yield* process.print(`The help text of kubectl ${topic} is not part of this lab.\n`);
    return 0;
  }
  if (!isKnown(name)) {
    yield* process.warn(`error: unknown command "${name}" for "kubectl"\n`);
    return 1;
  }
  const whole = inner !== undefined && nested.has(name) ? `${name} ${inner}` : name;
  yield* process.warn(`error: kubectl ${whole} is not part of this lab\n`);
  return 1;
}

export const kubectlPrograms: ReadonlyMap<string, Program> = new Map([
  ['/usr/bin/kubectl', kubectl],
]);

export const kubectlCompletions: ReadonlyMap<string, Completion> = new Map([
  ['kubectl', completeKubectl],
]);

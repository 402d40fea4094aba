import type { Assignment, Command, Word } from 'unbash';
import type { Process, Program, Stream, Task } from '../../cluster/kernel/index.ts';
import { interpreterWords } from '../../cluster/machine/index.ts';
import { assign } from './assign.ts';
import { expandAssigned, expandWords } from './expand.ts';
import { runScript, runNode } from './execute.ts';
import { quoteWord } from './quote.ts';
import { closeAll, openRedirects, withRedirects } from './redirect.ts';
import type { Shell, ShellFunction } from './shell.ts';
import { spawnProcess, waitForeground } from './spawn.ts';
import { parseScript } from './syntax.ts';
import { Unwind } from './unwind.ts';

/** A plain command whose words are expanded. */
interface Prepared {
  readonly node: Command;
  readonly argv: readonly string[];
  readonly assignments: readonly { readonly name: string; readonly value: string }[];
}

/** Runs a plain command in the foreground. */
export function* runCommand(shell: Shell, node: Command): Task<number> {
  const alias = expandAlias(shell, node);
  if (alias !== undefined) return yield* runAlias(shell, node, alias);
  shell.position = node.pos;
  shell.substitutionStatus = 0;
  const prepared = yield* prepare(shell, node);
  yield* traceCommand(shell, prepared);
  const { argv } = prepared;
  const name = argv[0];
  if (name === undefined) return yield* assignAll(shell, prepared);
  const called = shell.functions.get(name);
  if (called !== undefined) {
    return yield* inShell(shell, prepared, () => callFunction(shell, called, argv));
  }
  const builtin = shell.builtins.get(name);
  if (name === 'exec' && builtin) {
    return yield* withAssignments(shell, prepared, () => builtin(shell, argv, node.redirects));
  }
  if (builtin) return yield* inShell(shell, prepared, () => builtin(shell, argv, []));
  return yield* inShell(shell, { ...prepared, assignments: [] }, () =>
    runExternal(shell, argv, exportedWith(shell, prepared), shell.source.slice(node.pos, node.end)),
  );
}

function* prepare(shell: Shell, node: Command): Task<Prepared> {
  const argv: string[] = node.name ? yield* expandWords(shell, [node.name]) : [];
  for (const argument of node.args) {
    if (argument.type === 'Word') argv.push(...(yield* expandWords(shell, [argument])));
    else argv.push(yield* declarationWord(shell, argument));
  }
  const assignments = [];
  for (const assignment of node.prefix) {
    if (assignment.type !== 'Assignment') continue;
    const name = assignment.name;
    const value = yield* assignedValue(shell, assignment);
    if (node.name === undefined) yield* assign(shell, name, value);
    else assignments.push({ name, value });
  }
  return { node, argv, assignments };
}

/** `export X=~/a` and the like: the value is not split. */
function* declarationWord(shell: Shell, assignment: Assignment): Task<string> {
  const operator = assignment.append ? '+=' : '=';
  return `${assignment.name}${operator}${yield* wordValue(shell, assignment)}`;
}

function* assignedValue(shell: Shell, assignment: Assignment): Task<string> {
  const value = yield* wordValue(shell, assignment);
  return assignment.append ? (shell.variables.get(assignment.name) ?? '') + value : value;
}

function* wordValue(shell: Shell, assignment: Assignment): Task<string> {
  const { value, index } = assignment;
  if (value.type === 'Word' && index === undefined) return yield* expandAssigned(shell, value);
  yield* shell.complain(`${assignment.name}: arrays are not modelled in this lab`);
  return value.type === 'Word'
    ? value.value
    : value.elements.map((word: Word) => word.value).join(' ');
}

/** A command without a name: assignments, and redirects that only make files. */
function* assignAll(shell: Shell, { node }: Prepared): Task<number> {
  const status = shell.substitutionStatus;
  return yield* withRedirects(shell, node.redirects, 1, function* () {
    return status;
  });
}

/** Runs in the shell itself, with the redirects and the assignments for the time of the command. */
function* inShell(shell: Shell, prepared: Prepared, body: () => Task<number>): Task<number> {
  const redirected = (): Task<number> => withRedirects(shell, prepared.node.redirects, 1, body);
  return yield* withAssignments(shell, prepared, redirected);
}

/** The variables that stand before a command are set as long as it runs. */
function* withAssignments(
  shell: Shell,
  { assignments }: Prepared,
  body: () => Task<number>,
): Task<number> {
  const { variables } = shell;
  const before = assignments.map(({ name }) => ({ name, variable: variables.find(name) }));
  for (const { name, value } of assignments) {
    variables.restore(name, { value, isExported: true, isReadonly: false });
  }
  try {
    return yield* body();
  } finally {
    for (const { name, variable } of before) variables.restore(name, variable);
  }
}

/** Calls a function: its own arguments, its own locals. */
export function* callFunction(
  shell: Shell,
  called: ShellFunction,
  argv: readonly string[],
): Task<number> {
  yield* shell.enter(argv[0]!);
  const { positional, source, position, loopDepth } = shell;
  shell.positional = argv.slice(1);
  shell.source = called.source;
  shell.loopDepth = 0;
  shell.callDepth++;
  shell.variables.enterScope();
  try {
    return yield* runNode(shell, called.body);
  } catch (error) {
    if (error instanceof Unwind && error.kind === 'return') return error.value;
    throw error;
  } finally {
    shell.variables.leaveScope();
    Object.assign(shell, { positional, source, position, loopDepth });
    shell.callDepth--;
    shell.nesting--;
  }
}

function exportedWith(shell: Shell, { assignments }: Prepared): Record<string, string> {
  const env = shell.variables.exported();
  for (const { name, value } of assignments) env[name] = value;
  return env;
}

/** Starts a program and waits for it. The shell's present descriptors become the program's. */
export function* runExternal(
  shell: Shell,
  argv: readonly string[],
  env = shell.variables.exported(),
  text = argv.join(' '),
): Task<number> {
  const found = yield* findCommand(shell, argv[0]!);
  if (typeof found === 'number') return found;
  const group = shell.terminal ? undefined : shell.process.group;
  const words = [...found.words, ...argv.slice(1)];
  const child = yield* spawnProcess(shell, found.program, words, shell.process.streams, group, {
    ...env,
    _: found.path,
  });
  if (child === undefined) return 254;
  return yield* waitForeground(shell, [child], text);
}

/** Starts a plain command as a stage of a pipeline or in the background, where it is a program. */
export function* startExternal(
  shell: Shell,
  node: Command,
  streams: readonly Stream[],
  group: number | undefined,
): Task<Process | 'shell' | undefined> {
  const literal = node.name?.parts === undefined ? node.name?.value : undefined;
  if (literal === undefined || shell.builtins.has(literal) || shell.functions.has(literal))
    return 'shell';
  if (expandAlias(shell, node) !== undefined || shell.findExecutable(literal) === undefined) {
    return 'shell';
  }
  shell.position = node.pos;
  const prepared = yield* prepare(shell, node);
  yield* traceCommand(shell, prepared);
  const found = yield* findCommand(shell, literal);
  if (typeof found === 'number') return 'shell';
  const before = shell.process.streams.splice(0);
  shell.process.streams.push(...streams);
  const descriptors = yield* openRedirects(shell, node.redirects);
  shell.process.streams.splice(0);
  shell.process.streams.push(...before);
  if (descriptors === undefined) return undefined;
  const argv = [...found.words, ...prepared.argv.slice(1)];
  const env = { ...exportedWith(shell, prepared), _: found.path };
  const child = yield* spawnProcess(shell, found.program, argv, descriptors.streams, group, env);
  closeAll(descriptors.opened);
  return child;
}

interface Found {
  readonly path: string;
  readonly program: Program;
  /** What stands for `argv[0]`: for a script, the interpreter and the script's path. */
  readonly words: readonly string[];
}

/** Finds what a command's name means. Errors: the status, after bash's message was printed. */
export function* findCommand(shell: Shell, name: string): Task<Found | number> {
  const isPath = name.includes('/');
  const path = isPath ? shell.resolve(name) : shell.findExecutable(name);
  const status = path === undefined ? undefined : shell.machine.files.stat(path);
  if (path === undefined || name === '') {
    yield* shell.complain(`${name}: command not found`);
    return 127;
  }
  if (status === undefined) {
    const isNotFolder = shell.machine.files.check(path, 'file') === 'ENOTDIR';
    yield* shell.complain(
      `${name}: ${isNotFolder ? 'Not a directory' : 'No such file or directory'}`,
    );
    return isNotFolder ? 126 : 127;
  }
  if (status.kind === 'directory' || (status.mode & 0o111) === 0) {
    const why = status.kind === 'directory' ? 'Is a directory' : 'Permission denied';
    yield* shell.complain(`${name}: ${why}`);
    return 126;
  }
  const program = shell.programAt(path);
  if (program) return { path, program, words: [name] };
  return yield* findInterpreter(shell, name, path);
}

function* findInterpreter(shell: Shell, name: string, path: string): Task<Found | number> {
  const words = interpreterWords(shell.machine.files.read(path) ?? '') ?? ['/bin/bash'];
  const isEnv = words[0] === '/usr/bin/env';
  const interpreter = isEnv ? shell.findExecutable(words[1] ?? '') : words[0];
  const program = interpreter === undefined ? undefined : shell.programAt(interpreter);
  if (interpreter === undefined || program === undefined) {
    yield* shell.complain(`${name}: cannot execute: required file not found`);
    return 127;
  }
  const option = isEnv ? [] : words.slice(1);
  return { path, program, words: [interpreter, ...option, name.includes('/') ? name : path] };
}

function expandAlias(shell: Shell, { name }: Command): string | undefined {
  if (!shell.isInteractive || name === undefined || name.text !== name.value) return undefined;
  return shell.aliases.get(name.value);
}

/** Reads the command anew with the alias's text in place of its name. */
function* runAlias(shell: Shell, node: Command, text: string): Task<number> {
  const name = node.name!;
  const { aliases, source } = shell;
  const line = source.slice(node.pos, name.pos) + text + source.slice(name.end, node.end);
  const parsed = parseScript(line);
  if (parsed.kind !== 'script') return 2;
  shell.aliases = new Map(aliases);
  shell.aliases.delete(name.value);
  try {
    return yield* runScript(shell, line, parsed.script);
  } finally {
    shell.aliases = aliases;
  }
}

function* traceCommand(shell: Shell, { node, argv, assignments }: Prepared): Task<void> {
  if (!shell.options.has('xtrace')) return;
  const sets = assignments.map(({ name, value }) => `${name}=${value && quoteWord(value)}`);
  if (node.name === undefined) {
    for (const part of node.prefix) {
      if (part.type !== 'Assignment') continue;
      const value = shell.variables.get(part.name) ?? '';
      sets.push(`${part.name}=${value && quoteWord(value)}`);
    }
    for (const set of sets) yield* shell.process.warn(`+ ${set}\n`);
  } else
    yield* shell.process.warn(`+ ${[...sets, ...argv.map((word) => quoteWord(word))].join(' ')}\n`);
}

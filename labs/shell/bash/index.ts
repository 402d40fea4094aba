/**
 * bash: the shell that a login starts, and that runs scripts.
 *
 * A text is read by `unbash`, which only parses, into a tree that this folder walks: `execute.ts`
 * and `compound.ts` run commands, `command.ts` finds what a name means, `expand.ts` turns words
 * into fields, `redirect.ts` opens files. Nothing is emulated in between: a program is a process
 * of the machine, a stage of a pipeline that is no program is a process too (a copy of the shell),
 * pipes are the kernel's, and so output streams, slow readers hold up writers, and `yes | head`
 * ends by SIGPIPE. At a terminal every job has a process group, which gets ^C and ^Z;
 * `interactive.ts` has the prompt. What reads and runs texts is handed in, as `language.ts`: a page
 * loads it after the prompt.
 *
 * `break`, `return`, `exit` and ^C travel as thrown `Unwind`s; everything else that goes wrong is a
 * status and a message, in bash's words. An endless loop of builtins sleeps 10 ms of virtual time
 * after every 1,000 commands, so that the rest of the lab goes on.
 *
 * What it leaves out: arrays, `trap`, `select`, coprocesses, process substitution, `getopts`,
 * `mapfile`, history expansion (`!!`), and history kept between shells. What was read: bash(1),
 * and bash 5.2's own answers, which `tests/shell` keeps.
 */
import type { Program, Task } from '../../cluster/kernel/index.ts';
import { fileErrorTexts } from '../../cluster/machine/files.ts';
import { runInteractive } from './interactive.ts';
import type { BashParts } from './language.ts';
import { Shell, type ShellOption } from './shell.ts';
import { runToEnd } from './spawn.ts';

/** Makes the shell's program. */
export function makeBash(parts: BashParts): Program {
  return function* bash(process, argv, env) {
    const shell = new Shell(process, parts, argv[0] ?? 'bash');
    for (const [name, value] of Object.entries(env)) {
      shell.variables.set(name, value);
      shell.variables.mark(name, { isExported: true });
    }
    startVariables(shell);
    return yield* runToEnd(shell, () => runArguments(shell, argv.slice(1)));
  };
}

/** The shell under all its names. */
export function makeBashPrograms(parts: BashParts): ReadonlyMap<string, Program> {
  const bash = makeBash(parts);
  return new Map(
    ['/bin/bash', '/bin/sh', '/usr/bin/bash', '/usr/bin/sh'].map((path) => [path, bash]),
  );
}

function startVariables(shell: Shell): void {
  const { variables, process } = shell;
  const level = Number(variables.get('SHLVL') ?? '0') + 1;
  const values = { PWD: process.cwd, SHLVL: String(level) };
  for (const [name, value] of Object.entries(values)) {
    variables.set(name, value);
    variables.mark(name, { isExported: true });
  }
  variables.set('IFS', ' \t\n');
  variables.set('PS4', '+ ');
  variables.set('BASH_VERSION', '5.2.15(1)-release');
  variables.set('UID', '0');
  variables.set('EUID', '0');
  variables.set('HOSTNAME', shell.machine.name);
}

const letters: Record<string, ShellOption> = {
  e: 'errexit',
  u: 'nounset',
  x: 'xtrace',
  f: 'noglob',
};

function* runArguments(shell: Shell, argv: readonly string[]): Task<number> {
  const words = [...argv];
  shell.isLogin = shell.name.startsWith('-');
  let isCommand = false;
  let isForced = false;
  while (/^[-+]./.test(words[0] ?? '')) {
    const option = words.shift()!;
    if (option === '--') break;
    if (option === '--login') shell.isLogin = true;
    if (option.startsWith('--')) continue;
    for (const letter of option.slice(1)) {
      if (letter === 'c') isCommand = true;
      else if (letter === 'l') shell.isLogin = true;
      else if (letter === 'i') isForced = true;
      else if (letter === 'o') shell.options.add(words.shift() as ShellOption);
      else if (letters[letter]) shell.options.add(letters[letter]);
      else if (letter !== 's') return yield* refuse(shell, `-${letter}`);
    }
  }
  if (shell.isLogin) yield* readProfile(shell);
  if (isCommand) return yield* runCommandText(shell, words);
  const [file, ...rest] = words;
  if (file !== undefined) return yield* runFile(shell, file, rest);
  const terminal = shell.process.streams[0]?.terminal;
  if (terminal) return yield* runInteractive(shell, terminal);
  return isForced ? 1 : yield* runInput(shell);
}

function* refuse(shell: Shell, option: string): Task<number> {
  yield* shell.process.warn(
    `${shell.name}: ${option}: invalid option\n` +
      `Usage:\t${shell.name} [GNU long option] [option] ...\n` +
      `\t${shell.name} [GNU long option] [option] script-file ...\n`,
  );
  return 2;
}

/** What a login shell reads first: /etc/profile is built in, and reads /etc/profile.d. */
function* readProfile(shell: Shell): Task<void> {
  const { files } = shell.machine;
  for (const name of files.list('/etc/profile.d') ?? []) {
    if (name.endsWith('.sh')) yield* shell.language.sourceFile(shell, `/etc/profile.d/${name}`);
  }
}

function* runCommandText(shell: Shell, words: readonly string[]): Task<number> {
  const [text, name = shell.name, ...rest] = words;
  if (text === undefined) {
    yield* shell.process.warn(`${shell.name}: -c: option requires an argument\n`);
    return 2;
  }
  shell.name = name;
  shell.isCommandText = true;
  shell.positional = rest;
  return yield* shell.language.runText(shell, text, '-c: ');
}

function* runFile(shell: Shell, file: string, words: readonly string[]): Task<number> {
  const path = shell.resolve(file);
  const error = shell.machine.files.check(path, 'file');
  if (error !== undefined) {
    yield* shell.process.warn(
      `${error === 'EISDIR' ? file : shell.name}: ${file}: ${fileErrorTexts[error]}\n`,
    );
    return error === 'EISDIR' ? 126 : 127;
  }
  shell.name = file;
  shell.positional = words;
  return yield* shell.language.runText(shell, shell.machine.files.read(path) ?? '', '');
}

/** Commands from a pipe. Differs: all are read before the first one runs. */
function* runInput(shell: Shell): Task<number> {
  let text = '';
  for (;;) {
    const chunk = yield* shell.process.read();
    if (chunk === '') break;
    text += chunk;
  }
  return yield* shell.language.runText(shell, text, '');
}

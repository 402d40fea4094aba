import type { Task } from '../../../cluster/kernel/index.ts';
import { fileErrorTexts } from '../../../cluster/machine/files.ts';
import { findCommand, runExternal } from '../command.ts';
import { redirectForGood } from '../redirect.ts';
import { runText } from '../run-text.ts';
import type { Shell } from '../shell.ts';
import { jobState } from '../jobs.ts';
import { Unwind, unwind } from '../unwind.ts';
import type { Builtin } from './builtin.ts';
import { describe } from './describe.ts';

function loopLeaver(kind: 'break' | 'continue'): Builtin {
  return function* (shell, argv) {
    const [, word = '1'] = argv;
    if (shell.loopDepth === 0) {
      yield* shell.complain(`${kind}: only meaningful in a \`for', \`while', or \`until' loop`);
      return 0;
    }
    if (!/^\d+$/.test(word)) {
      yield* shell.complain(`${kind}: ${word}: numeric argument required`);
      unwind('abort', 1);
    }
    if (Number(word) === 0) {
      yield* shell.complain(`${kind}: ${word}: loop count out of range`);
      return 1;
    }
    return unwind(kind, Math.min(Number(word), shell.loopDepth));
  };
}

export const breakBuiltin = loopLeaver('break');
export const continueBuiltin = loopLeaver('continue');

/** Reads a status as `exit` and `return` take it. */
function* statusWord(shell: Shell, name: string, word: string | undefined): Task<number> {
  if (word === undefined) return shell.status;
  if (/^-?\d+$/.test(word)) return Number(word) & 255;
  yield* shell.complain(`${name}: ${word}: numeric argument required`);
  return 2;
}

export const returnBuiltin: Builtin = function* (shell, argv) {
  if (shell.callDepth === 0 && shell.sourceDepth === 0) {
    yield* shell.complain("return: can only `return' from a function or sourced script");
    return 2;
  }
  return unwind('return', yield* statusWord(shell, 'return', argv[1]));
};

export const exit: Builtin = function* (shell, argv) {
  if (argv.length > 2 && /^-?\d+$/.test(argv[1]!)) {
    yield* shell.complain('exit: too many arguments');
    unwind('abort', 1);
  }
  if (shell.terminal) {
    yield* shell.process.warn(shell.isLogin ? 'logout\n' : 'exit\n');
    if (!shell.wasWarned && shell.jobs.all().some((job) => jobState(job) === 'Stopped')) {
      shell.wasWarned = true;
      yield* shell.process.warn('There are stopped jobs.\n');
      return 1;
    }
  }
  return unwind('exit', yield* statusWord(shell, 'exit', argv[1]));
};

export const evalBuiltin: Builtin = function* (shell, argv) {
  yield* shell.enter('eval');
  try {
    return yield* runText(shell, argv.slice(1).join(' '), 'eval: ');
  } finally {
    shell.nesting--;
  }
};

export const source: Builtin = function* (shell, argv) {
  const [name, file, ...words] = argv;
  if (file === undefined) {
    yield* shell.complain(`${name}: filename argument required`);
    yield* shell.process.warn(`${name}: usage: ${name} filename [arguments]\n`);
    return 2;
  }
  const found = file.includes('/') ? undefined : shell.findExecutable(file);
  const path = found ?? shell.resolve(file);
  if (path === '/dev/null') return 0;
  const error = shell.machine.files.check(path, 'file');
  if (error !== undefined) {
    const isFolder = error === 'EISDIR';
    const text = isFolder ? 'is a directory' : fileErrorTexts[error];
    yield* shell.complain(isFolder ? `${name}: ${file}: ${text}` : `${file}: ${text}`);
    return 1;
  }
  return yield* sourceFile(shell, path, words);
};

/** Runs a file's commands in this shell. */
export function* sourceFile(
  shell: Shell,
  path: string,
  words: readonly string[] = [],
): Task<number> {
  yield* shell.enter('source');
  const before = shell.positional;
  if (words.length > 0) shell.positional = words;
  shell.sourceDepth++;
  try {
    return yield* runText(shell, shell.machine.files.read(path) ?? '', '');
  } catch (error) {
    if (error instanceof Unwind && error.kind === 'return') return error.value;
    throw error;
  } finally {
    shell.sourceDepth--;
    shell.nesting--;
    if (words.length > 0) shell.positional = before;
  }
}

export const exec: Builtin = function* (shell, argv, redirects) {
  if (!(yield* redirectForGood(shell, redirects))) return 1;
  const words = argv.slice(1);
  const [name] = words;
  if (name === undefined) return 0;
  const found =
    name.includes('/') || shell.findExecutable(name) ? yield* findCommand(shell, name) : 127;
  if (found === 127 && !name.includes('/')) yield* shell.complain(`exec: ${name}: not found`);
  if (typeof found === 'number') return shell.isInteractive ? found : unwind('exit', found);
  const { process } = shell;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGTSTP'] as const) {
    process.onSignal(signal, undefined);
  }
  const env = shell.variables.exported();
  return unwind('exit', yield* found.program(process, [...found.words, ...words.slice(1)], env));
};

export const command: Builtin = function* (shell, argv) {
  const [, option, ...rest] = argv;
  if (option === '-v' || option === '-V') return yield* describe(shell, rest, option);
  const words = option === '--' || option === '-p' ? rest : argv.slice(1);
  const [name] = words;
  if (name === undefined) return 0;
  const builtin = shell.builtins.get(name);
  return builtin ? yield* builtin(shell, words, []) : yield* runExternal(shell, words);
};

export const builtinBuiltin: Builtin = function* (shell, argv) {
  const words = argv.slice(1);
  const [name] = words;
  if (name === undefined) return 0;
  const builtin = shell.builtins.get(name);
  if (builtin) return yield* builtin(shell, words, []);
  yield* shell.complain(`builtin: ${name}: not a shell builtin`);
  return 1;
};

import type { Task } from '../../../cluster/kernel/index.ts';
import { assign } from '../assign.ts';
import { doubleQuote, quoteWord } from '../quote.ts';
import type { Shell, ShellOption } from '../shell.ts';
import { isName, type Variable } from '../variables.ts';
import { refuseOption, type Builtin } from './builtin.ts';

/** Reads `NAME`, `NAME=value` or `NAME+=value`, and sets it. Errors: false after a message. */
function* declare(shell: Shell, command: string, word: string): Task<string | undefined> {
  const [, name = '', operator, value = ''] = /^([^=+]*)(\+?=)?([^]*)$/.exec(word) ?? [];
  if (!isName(name)) {
    yield* shell.complain(`${command}: \`${word}': not a valid identifier`);
    return undefined;
  }
  if (command === 'local') shell.variables.makeLocal(name);
  const before = operator === '+=' ? (shell.variables.get(name) ?? '') : '';
  if (operator !== undefined) yield* assign(shell, name, before + value);
  return name;
}

function formatDeclared(shell: Shell, mark: keyof Variable, letter: string): string {
  let text = '';
  for (const name of shell.variables.names()) {
    const variable = shell.variables.find(name)!;
    if (!variable[mark]) continue;
    const value = variable.value === undefined ? '' : `=${doubleQuote(variable.value)}`;
    text += `declare -${letter} ${name}${value}\n`;
  }
  return text;
}

/** `export`, `readonly`, `declare` and `local` in one: they differ in the mark they set. */
function declarer(command: string, usage: string): Builtin {
  return function* (shell, argv) {
    if (command === 'local' && shell.callDepth === 0) {
      yield* shell.complain('local: can only be used in a function');
      return 1;
    }
    const words = argv.slice(1);
    let letters = command === 'export' ? 'x' : command === 'readonly' ? 'r' : '';
    let isUndone = false;
    while (words[0]?.startsWith('-') && words[0].length > 1) {
      const option = words.shift()!;
      if (option === '--') break;
      const wrong = /[^-nprxgi]/.exec(option);
      if (wrong) return yield* refuseOption(shell, command, `-${wrong[0]}`, usage);
      isUndone ||= option.includes('n');
      letters += option.replace(/[^xr]/g, '');
    }
    if (words.length === 0) {
      const isExport = letters.includes('x');
      const mark = isExport ? 'isExported' : 'isReadonly';
      yield* shell.process.print(formatDeclared(shell, mark, isExport ? 'x' : 'r'));
      return 0;
    }
    const target = command === 'declare' && shell.callDepth > 0 ? 'local' : command;
    let status = 0;
    for (const word of words) {
      const name = yield* declare(shell, target, word);
      if (name === undefined) {
        status = 1;
        continue;
      }
      if (letters.includes('x')) shell.variables.mark(name, { isExported: !isUndone });
      if (letters.includes('r')) shell.variables.mark(name, { isReadonly: true });
    }
    return status;
  };
}

export const exportBuiltin = declarer('export', 'export [-fn] [name[=value] ...] or export -p');
export const readonly = declarer('readonly', 'readonly [-aAf] [name[=value] ...] or readonly -p');
export const declareBuiltin = declarer(
  'declare',
  'declare [-aAfFgiIlnrtux] [name[=value] ...] or declare -p [-aAfFilnrtux] [name ...]',
);
export const local = declarer('local', 'local [option] name[=value] ...');

export const unset: Builtin = function* (shell, argv) {
  const words = argv.slice(1);
  let kind = '';
  while (words[0]?.startsWith('-') && words[0].length > 1) {
    const option = words.shift()!;
    if (option === '--') break;
    if (!/^-[fvn]$/.test(option)) {
      return yield* refuseOption(shell, 'unset', option, 'unset [-f] [-v] [-n] [name ...]');
    }
    kind = option;
  }
  let status = 0;
  for (const name of words) {
    const isVariable = kind !== '-f' && shell.variables.find(name) !== undefined;
    if (!isVariable && kind !== '-v') shell.functions.delete(name);
    else if (!shell.variables.unset(name)) {
      yield* shell.complain(`unset: ${name}: cannot unset: readonly variable`);
      status = 1;
    }
  }
  return status;
};

const optionLetters: Record<string, ShellOption> = {
  e: 'errexit',
  u: 'nounset',
  x: 'xtrace',
  f: 'noglob',
};
const optionNames: readonly ShellOption[] = ['errexit', 'noglob', 'nounset', 'pipefail', 'xtrace'];

export const set: Builtin = function* (shell, argv) {
  const words = argv.slice(1);
  if (words.length === 0) {
    yield* shell.process.print(formatVariables(shell));
    return 0;
  }
  while (words.length > 0) {
    const word = words[0]!;
    if (word === '--' || !/^[-+]./.test(word)) break;
    words.shift();
    const isOn = word.startsWith('-');
    for (const letter of word.slice(1)) {
      const name = letter === 'o' ? words.shift() : optionLetters[letter];
      if (letter === 'o' && name === undefined) {
        yield* shell.process.print(formatOptions(shell, isOn));
        return 0;
      }
      if (name === undefined) {
        const usage = 'set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]';
        return yield* refuseOption(shell, 'set', word[0]! + letter, usage);
      }
      if (!optionNames.includes(name as ShellOption)) {
        yield* shell.complain(`set: ${name}: invalid option name`);
        return 2;
      }
      if (isOn) shell.options.add(name as ShellOption);
      else shell.options.delete(name as ShellOption);
    }
    if (words.length === 0) return 0;
  }
  shell.positional = words[0] === '--' ? words.slice(1) : words;
  return 0;
};

function formatVariables(shell: Shell): string {
  let text = '';
  for (const name of shell.variables.names()) {
    const value = shell.variables.get(name);
    if (value !== undefined) text += `${name}=${value === '' ? '' : quoteWord(value)}\n`;
  }
  return text;
}

function formatOptions(shell: Shell, isTable: boolean): string {
  const lines = optionNames.map((name) => {
    const isOn = shell.options.has(name);
    return isTable
      ? `${name.padEnd(15)}\t${isOn ? 'on' : 'off'}\n`
      : `set ${isOn ? '-' : '+'}o ${name}\n`;
  });
  return lines.join('');
}

export const shift: Builtin = function* (shell, argv) {
  const [, word = '1'] = argv;
  if (!/^\d+$/.test(word)) {
    yield* shell.complain(`shift: ${word}: numeric argument required`);
    return 1;
  }
  const count = Number(word);
  if (count > shell.positional.length) return 1;
  shell.positional = shell.positional.slice(count);
  return 0;
};

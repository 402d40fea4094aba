import type { Task } from '../../cluster/kernel/index.ts';
import type { Fields } from './fields.ts';
import type { Shell } from './shell.ts';
import { unwind } from './unwind.ts';

/**
 * The value of `$name`: a variable, an argument or one of bash's own. Errors: undefined if unset.
 */
export function readParameter(shell: Shell, name: string): string | undefined {
  if (/^[1-9]\d*$/.test(name)) return shell.positional[Number(name) - 1];
  switch (name) {
    case '?':
      return String(shell.status);
    case '$':
      return String(shell.pid);
    case '!':
      return shell.lastBackgroundPid === undefined ? '' : String(shell.lastBackgroundPid);
    case '#':
      return String(shell.positional.length);
    case '0':
      return shell.name;
    case '@':
    case '*':
      return shell.positional.length === 0 ? undefined : shell.positional.join(' ');
    case '-':
      return optionLetters(shell);
    default:
      return shell.variables.get(name) ?? computedValue(shell, name);
  }
}

/** As `readParameter`, but '' where it is unset, and under `set -u` an error. */
export function* parameterValue(shell: Shell, name: string): Task<string> {
  const value = readParameter(shell, name);
  if (value === undefined && shell.options.has('nounset') && !/^[@*]$/.test(name)) {
    yield* shell.complain(`${name}: unbound variable`);
    unwind('abort', shell.isInteractive ? 1 : 127);
  }
  return value ?? '';
}

/** Adds `$@` or `$*`. */
export function addPositional(
  shell: Shell,
  fields: Fields,
  name: '@' | '*',
  isQuoted: boolean,
): void {
  addAll(shell, fields, shell.positional, name, isQuoted);
}

function addAll(
  shell: Shell,
  fields: Fields,
  values: readonly string[],
  name: '@' | '*',
  isQuoted: boolean,
): void {
  if (isQuoted && name === '*') {
    fields.addQuoted(values.join((shell.variables.get('IFS') ?? ' ').slice(0, 1)));
    return;
  }
  values.forEach((value, index) => {
    if (index > 0) fields.endField();
    if (isQuoted) fields.addQuoted(value);
    else fields.addValue(value);
  });
}

function computedValue(shell: Shell, name: string): string | undefined {
  const { process } = shell;
  const seconds = Math.floor(process.nowUs / 1_000_000);
  switch (name) {
    case 'RANDOM':
      return String(process.random.int(0, 32_768));
    case 'SECONDS':
      return String(seconds - Math.floor(process.startedAtUs / 1_000_000));
    case 'PPID':
      return String(process.parentPid);
    case 'BASHPID':
      return String(process.pid);
    case 'LINENO':
      return String(shell.source.slice(0, shell.position).split('\n').length);
    default:
      return undefined;
  }
}

function optionLetters(shell: Shell): string {
  const letters = { errexit: 'e', noglob: 'f', nounset: 'u', xtrace: 'x', pipefail: '' };
  let text = shell.isInteractive ? 'him' : 'h';
  for (const [option, letter] of Object.entries(letters)) {
    if (shell.options.has(option as keyof typeof letters)) text += letter;
  }
  return `${text}B`;
}

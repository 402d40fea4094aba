/**
 * The builtins: what a shell must do itself, because a child process could not change the shell
 * for it (`cd`, `export`, `wait`), and a few that are here for speed, as in bash (`echo`, `test`,
 * `printf`).
 *
 * A builtin is a generator over the shell. Its redirects are in force when it runs. Those that are
 * left out say so, and so do arrays. Messages and usage lines were read off bash 5.2.
 */
import { notModelled, type Builtin } from './builtin.ts';
import { type } from './describe.ts';
import { cd, pwd } from './directory.ts';
import * as flow from './flow.ts';
import { bg, fg, jobs, kill, waitBuiltin } from './job-control.ts';
import { alias, help, history, umask, unalias } from './memory.ts';
import { echo, falseBuiltin, letBuiltin, printf, trueBuiltin } from './output.ts';
import { read } from './read.ts';
import { test } from './test.ts';
import * as variable from './variable.ts';

const absent =
  'bind caller compgen complete compopt dirs disown enable fc getopts mapfile popd pushd ' +
  'readarray shopt suspend times trap ulimit';

export const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  [':', trueBuiltin],
  ['.', flow.source],
  ['[', test],
  ['alias', alias],
  ['bg', bg],
  ['break', flow.breakBuiltin],
  ['builtin', flow.builtinBuiltin],
  ['cd', cd],
  ['command', flow.command],
  ['continue', flow.continueBuiltin],
  ['declare', variable.declareBuiltin],
  ['echo', echo],
  ['eval', flow.evalBuiltin],
  ['exec', flow.exec],
  ['exit', flow.exit],
  ['export', variable.exportBuiltin],
  ['false', falseBuiltin],
  ['fg', fg],
  ['hash', trueBuiltin],
  ['help', help],
  ['history', history],
  ['jobs', jobs],
  ['kill', kill],
  ['let', letBuiltin],
  ['local', variable.local],
  ['logout', flow.exit],
  ['printf', printf],
  ['pwd', pwd],
  ['read', read],
  ['readonly', variable.readonly],
  ['return', flow.returnBuiltin],
  ['set', variable.set],
  ['shift', variable.shift],
  ['source', flow.source],
  ['test', test],
  ['true', trueBuiltin],
  ['type', type],
  ['typeset', variable.declareBuiltin],
  ['umask', umask],
  ['unalias', unalias],
  ['unset', variable.unset],
  ['wait', waitBuiltin],
  ...absent.split(' ').map((name) => [name, notModelled] as const),
]);

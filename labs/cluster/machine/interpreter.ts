import type { Program } from '../kernel/index.ts';
import type { Machine } from './machine.ts';

/**
 * What the first line of a script says of who runs it.
 *
 * Shape:   `#!/bin/sh -e` gives `/bin/sh`, `-e`. Errors: undefined where there is no such line
 */
export function interpreterWords(text: string): string[] | undefined {
  const words = /^#!\s*(\S+)[^\S\n]*(\S*)/.exec(text)?.slice(1);
  return words?.filter((word) => word !== '');
}

/**
 * What runs when a file is executed: the program that it is, or the interpreter of the script.
 *
 * Shape:   `words` stand for `argv[0]`
 * Errors:  undefined where there is no file that may be executed, or its interpreter is not there
 */
export function findInterpreter(
  machine: Machine,
  path: string,
): { readonly program: Program; readonly words: readonly string[] } | undefined {
  const program = machine.findProgram(path, '/')?.program;
  if (program !== undefined) return { program, words: [path] };
  const status = machine.files.stat(path);
  if (status?.kind !== 'file' || (status.mode & 0o111) === 0) return undefined;
  const words = interpreterWords(machine.files.read(path) ?? '') ?? ['/bin/sh'];
  const interpreter = machine.findProgram(words[0]!, '/')?.program;
  return interpreter && { program: interpreter, words: [...words, path] };
}

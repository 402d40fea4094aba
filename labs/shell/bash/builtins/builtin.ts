import type { Redirection } from 'unbash';
import type { Task } from '../../../cluster/kernel/index.ts';
import type { Shell } from '../shell.ts';

/**
 * A command that is part of the shell.
 *
 * Shape:   `argv[0]` is its name; returns the status. `redirects` is empty but for `exec`: for all
 *          others they are in force already
 */
export type Builtin = (
  shell: Shell,
  argv: readonly string[],
  redirects: readonly Redirection[],
) => Task<number>;

/** Prints `name: -z: invalid option` and how the builtin is used. Shape: 2, the status. */
export function* refuseOption(
  shell: Shell,
  name: string,
  option: string,
  usage: string,
): Task<number> {
  yield* shell.complain(`${name}: ${option}: invalid option`);
  yield* shell.process.warn(`${name}: usage: ${usage}\n`);
  return 2;
}

/** In the place of one that the lab has not. */
export const notModelled: Builtin = function* (shell, [name]) {
  yield* shell.complain(`${name}: not modelled in this lab`);
  return 2;
};

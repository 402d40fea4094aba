import type { Task } from '../../cluster/kernel/index.ts';
import type { Shell } from './shell.ts';
import { unwind } from './unwind.ts';

/** Sets a variable; under a read-only name it is bash's error, which leaves the line. */
export function* assign(shell: Shell, name: string, value: string): Task<void> {
  if (shell.variables.set(name, value)) return;
  yield* shell.complain(`${name}: readonly variable`);
  unwind('abort', 1);
}

import type { Program } from '../../cluster/kernel/index.ts';
import { Tty } from '../../cluster/machine/index.ts';

/** `tty`: which terminal stands at the standard input. */
export const tty: Program = function* (process, argv) {
  const input = process.streams[0];
  const isTerminal = input instanceof Tty;
  if (!argv.includes('-s')) {
    yield* process.print(isTerminal ? `/dev/${input.name}\n` : 'not a tty\n');
  }
  return isTerminal ? 0 : 1;
};

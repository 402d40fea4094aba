import type { Machine } from '../../cluster/machine/index.ts';
import { verbs } from './verbs.ts';

/**
 * Words that may come next on a command line of `systemctl`.
 *
 * Shape:   `words` are those before the cursor, without `systemctl`; the last is the one begun
 */
export function completeSystemctl(words: readonly string[], machine: Machine): string[] {
  const operands = words.slice(0, -1).filter((word) => !word.startsWith('-'));
  if (operands.length === 0) return Object.keys(verbs).sort();
  return machine.systemd.store.names();
}

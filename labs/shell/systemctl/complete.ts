import type { Completion } from '../completion.ts';
import { verbs } from './verbs.ts';

/** Words that may come next on a command line of `systemctl`: a verb, then units. */
export const completeSystemctl: Completion = (words, machine) => {
  const operands = words.slice(1, -1).filter((word) => !word.startsWith('-'));
  if (operands.length === 0) return Object.keys(verbs).sort();
  return machine.systemd.store.names();
};

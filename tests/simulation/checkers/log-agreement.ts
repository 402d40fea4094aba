import type { Machine } from '../../../labs/cluster/machine/index.ts';
import { WalReader } from '../wal-reader.ts';
import type { Checker, Finding } from './checker.ts';

/**
 * Logs agree up to commit (paper, §5.4.3): what one member has committed at an index, every member
 * that commits there has, for ever. Read in the members' write-ahead logs, as they lie on their
 * disks.
 */
export function checkLogAgreement(): Checker {
  const readers = new Map<Machine, WalReader>();
  /** By index: the entry, and who was first to commit it. */
  const agreed: { readonly line: string; readonly by: string }[] = [];

  const check = (machine: Machine): Finding | undefined => {
    const reader = readers.get(machine) ?? new WalReader(machine);
    readers.set(machine, reader);
    const fromIndex = reader.read();
    for (let index = fromIndex; index <= reader.commit; index++) {
      const line = reader.entries[index];
      // Compacted before it was read, or not there yet.
      if (line === undefined) continue;
      const { line: known, by } = (agreed[index] ??= { line, by: machine.name });
      if (known === line) continue;
      const what =
        `at index ${index} ${by} has committed ${clip(known)}, ` +
        `and ${machine.name} has committed ${clip(line)}`;
      return { rule: 'logs agree up to commit', what };
    }
    return undefined;
  };

  return {
    look(cluster) {
      for (const machine of cluster.members) {
        const found = check(machine);
        if (found) return found;
      }
      return undefined;
    },
  };
}

function clip(text: string): string {
  return text.length <= 90 ? text : `${text.slice(0, 90)}…`;
}

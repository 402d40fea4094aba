import type { Completion } from '../completion.ts';

/** Words that may come next on a command line of `journalctl`: units, behind `-u`. */
export const completeJournalctl: Completion = (words, machine) =>
  /^-\w*u$|^--unit$/.test(words.at(-2) ?? '') ? machine.systemd.store.names() : [];

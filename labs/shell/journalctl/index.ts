import type { Program } from '../../cluster/kernel/index.ts';
import { journalctl } from './journalctl.ts';

export { completeJournalctl } from './complete.ts';

export const journalctlPrograms: ReadonlyMap<string, Program> = new Map([
  ['/usr/bin/journalctl', journalctl],
]);

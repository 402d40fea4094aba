/**
 * Programs about processes that Debian's psmisc brings: `killall`, by which a keepalived asks
 * whether its HAProxy is there.
 *
 * Ours reads the machine's own table of processes and matches short names, as the real one does.
 *
 * What it leaves out: `fuser`, `pstree`, `peekfd`, `prtstat`, `pslog`.
 *
 * Source:  psmisc 23.6 of Debian 12
 */
import type { Program } from '../../cluster/kernel/index.ts';
import { killall } from './killall.ts';

export const psmiscPrograms: ReadonlyMap<string, Program> = new Map([
  ['/usr/bin/killall', killall],
]);

import type { Program } from '../../cluster/kernel/index.ts';
import { ssh } from './ssh.ts';
import { sshd } from './sshd.ts';

export { completeSsh } from './complete.ts';

export const sshPrograms: ReadonlyMap<string, Program> = new Map([['/usr/bin/ssh', ssh]]);

/** The server, which a machine needs before anybody types. */
export const sshdPrograms: ReadonlyMap<string, Program> = new Map([['/usr/sbin/sshd', sshd]]);

import type { Program } from '../../cluster/kernel/index.ts';
import { ssh } from './ssh.ts';

export { completeSsh } from './complete.ts';

export const sshPrograms: ReadonlyMap<string, Program> = new Map([['/usr/bin/ssh', ssh]]);

import type { Program } from '../../cluster/kernel/index.ts';
import { systemctl } from './systemctl.ts';

export { completeSystemctl } from './complete.ts';

export const systemctlPrograms: ReadonlyMap<string, Program> = new Map([
  ['/usr/bin/systemctl', systemctl],
]);

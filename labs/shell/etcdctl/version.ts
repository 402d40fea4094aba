import type { Task } from '../../cluster/kernel/index.ts';
import type { Context } from './context.ts';

export const VERSION = '3.5.30';
export const API_VERSION = '3.5';

export function* version({ process }: Context): Task<number> {
  yield* process.print(`etcdctl version: ${VERSION}\nAPI version: ${API_VERSION}\n`);
  return 0;
}

import type { Program } from '../cluster/kernel/index.ts';
import { makeBashPrograms } from './bash/index.ts';
import type { Completion } from './completion.ts';
import { coreutilsPrograms } from './coreutils/index.ts';

/**
 * The programs that every machine has: the shell and the small tools.
 *
 * Shape:   `others` are more tables, path → program; `completions` is command's name → what Tab offers
 */
export function makeShellPrograms(
  others: readonly ReadonlyMap<string, Program>[] = [],
  completions: ReadonlyMap<string, Completion> = new Map(),
): ReadonlyMap<string, Program> {
  const tables = [coreutilsPrograms, makeBashPrograms(completions), ...others];
  return new Map(tables.flatMap((table) => [...table]));
}

/**
 * Programs that Debian's util-linux brings: `fallocate`, by which a disk is filled in no time.
 *
 * What it leaves out: the rest of util-linux, and of `fallocate` all but `-l`.
 *
 * Source:  util-linux 2.38 of Debian 12, recorded
 */
import type { Program } from '../../cluster/kernel/index.ts';
import { fallocate } from './fallocate.ts';

export const utilLinuxPrograms: ReadonlyMap<string, Program> = new Map([
  ['/usr/bin/fallocate', fallocate],
]);

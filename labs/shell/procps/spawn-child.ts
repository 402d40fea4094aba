import type { Environment, Process } from '../../cluster/kernel/index.ts';
import { machineOf, resolvePath } from '../../cluster/machine/index.ts';

/**
 * Why a command could not be started, and the exit code that env, timeout and their like end with.
 */
export interface SpawnFailure {
  readonly why: string;
  readonly code: 126 | 127;
}

/** Starts a command as a child that has its parent's descriptors and process group. */
export function spawnChild(
  process: Process,
  words: readonly string[],
  env: Environment,
): Process | SpawnFailure {
  const machine = machineOf(process);
  const name = words[0] ?? '';
  const program = machine.findProgram(name, process.cwd, env['PATH'])?.program;
  if (program === undefined) {
    const path = resolvePath(process.cwd, name);
    const isThere = name.includes('/') && machine.files.stat(path) !== undefined;
    return isThere
      ? { why: 'Permission denied', code: 126 }
      : { why: 'No such file or directory', code: 127 };
  }
  const { group, streams } = process;
  return machine.spawn({ program, argv: words, env, streams, group, parent: process });
}

/** A process and all that descend from it. */
export function familyOf(process: Process): Process[] {
  const pids = new Set([process.pid]);
  return [...process.host.processes.values()].filter(({ parentPid, pid }) => {
    if (pids.has(parentPid)) pids.add(pid);
    return pids.has(pid);
  });
}

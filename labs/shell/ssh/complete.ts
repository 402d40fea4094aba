import type { Completion } from '../completion.ts';

/** Hosts that may come next on a command line of `ssh`: those of `/etc/hosts`. */
export const completeSsh: Completion = (_, machine) => {
  const lines = (machine.files.read('/etc/hosts') ?? '').split('\n');
  return lines.flatMap((line) => line.replace(/#.*/, '').trim().split(/\s+/).slice(1)).sort();
};

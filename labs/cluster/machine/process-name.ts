import type { Process } from '../kernel/index.ts';
import { baseName } from './path.ts';
import { Tty } from './tty.ts';

/** Linux keeps this much of a process's name (`TASK_COMM_LEN`, without the final zero). */
const NAME_LENGTH = 15;

/**
 * The short name of a process, as `ps`, `pgrep` and the journal show it.
 *
 * Shape:   `/usr/bin/etcd` gives `etcd`, `-bash` gives `bash`, `sshd: root@pts/0` gives `sshd`
 */
export function processName(process: Process): string {
  const title = (process.argv[0] ?? '').replace(/: .*/, '').replace(/^-/, '');
  return baseName(title).slice(0, NAME_LENGTH);
}

/** The terminal that a process was started from; undefined for a service. */
export function terminalOf(process: Process): Tty | undefined {
  const seen = new Set<Process>();
  for (let at: Process | undefined = process; at !== undefined && !seen.has(at);) {
    seen.add(at);
    for (const stream of at.streams) if (stream instanceof Tty) return stream;
    at = at.host.processes.get(at.parentPid);
  }
  return undefined;
}

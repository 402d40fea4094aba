import type { Task } from '../../cluster/kernel/index.ts';
import { disable, enable, isEnabled } from './enable.ts';
import { start, startOrRestart, stop, restart, tryRestart } from './jobs.ts';
import { kill, resetFailed, shutDown } from './kill.ts';
import { listUnitFiles, listUnits } from './list.ts';
import { isActive, isFailed, isSystemRunning } from './query.ts';
import { reload } from './reload.ts';
import type { Request } from './request.ts';
import { cat, show } from './show.ts';
import { status } from './status.ts';

export interface Verb {
  /** How many units it needs at least. */
  readonly minimum: number;
  /** Shape: the exit code. */
  readonly run: (request: Request) => Task<number>;
}

function* daemonReload(request: Request): Task<number> {
  request.systemd.reload();
  return 0;
}

/** What else the real one can be told. */
export const absentVerbs: ReadonlySet<string> = new Set([
  ...['add-requires', 'add-wants', 'cancel', 'clean', 'condrestart', 'daemon-reexec', 'default'],
  ...['edit', 'emergency', 'freeze', 'get-default', 'halt', 'isolate', 'kexec', 'link'],
  ...['list-automounts', 'list-dependencies', 'list-jobs', 'list-machines', 'list-paths'],
  ...['list-sockets', 'list-timers', 'log-level', 'mask', 'preset', 'reenable', 'rescue', 'revert'],
  ...['set-default', 'set-environment', 'set-property', 'show-environment', 'suspend', 'thaw'],
  ...['try-reload-or-restart', 'unmask', 'unset-environment'],
]);

export const verbs: Readonly<Record<string, Verb>> = {
  start: { minimum: 1, run: start },
  stop: { minimum: 1, run: stop },
  restart: { minimum: 1, run: restart },
  reload: { minimum: 1, run: reload },
  'try-restart': { minimum: 1, run: tryRestart },
  'reload-or-restart': { minimum: 1, run: startOrRestart },
  kill: { minimum: 1, run: kill },
  status: { minimum: 0, run: status },
  show: { minimum: 0, run: show },
  cat: { minimum: 1, run: cat },
  'is-active': { minimum: 1, run: isActive },
  'is-failed': { minimum: 0, run: isFailed },
  'is-enabled': { minimum: 1, run: isEnabled },
  'is-system-running': { minimum: 0, run: isSystemRunning },
  enable: { minimum: 1, run: enable },
  disable: { minimum: 1, run: disable },
  'list-units': { minimum: 0, run: listUnits },
  'list-unit-files': { minimum: 0, run: listUnitFiles },
  'daemon-reload': { minimum: 0, run: daemonReload },
  'reset-failed': { minimum: 0, run: resetFailed },
  reboot: { minimum: 0, run: (request) => shutDown(request, 'reboot') },
  poweroff: { minimum: 0, run: (request) => shutDown(request, 'poweroff') },
};

import type { Program } from '../../cluster/kernel/index.ts';
import { machineOf, type ShutdownKind } from '../../cluster/machine/index.ts';

/** `reboot`: stops everything in order and starts the machine again. */
export const reboot: Program = function* (process) {
  machineOf(process).systemd.shutDown('reboot');
  return 0;
};

/** `poweroff`, and `halt`, which here is the same. */
export const poweroff: Program = function* (process) {
  machineOf(process).systemd.shutDown('poweroff');
  return 0;
};

/** `shutdown [-h|-P|-r] now`. Differs: only `now`; there is no later time and nothing to cancel. */
export const shutdown: Program = function* (process, argv) {
  const words = argv.slice(1);
  const time = words.find((word) => !word.startsWith('-')) ?? '+1';
  if (words.includes('-c')) return 0;
  if (time !== 'now' && time !== '+0') {
    yield* process.warn(`shutdown: this lab knows only 'now' as a time, not '${time}'\n`);
    return 1;
  }
  const kind: ShutdownKind = words.includes('-r') ? 'reboot' : 'poweroff';
  machineOf(process).systemd.shutDown(kind);
  return 0;
};

import { after, MILLISECOND, SECOND, select, sleep, wait, type Task } from '../kernel/index.ts';
import type { Machine } from './machine.ts';
import type { Systemd } from './systemd.ts';

export type ShutdownKind = 'reboot' | 'poweroff';

/** From the reset of the processor until process 1 runs again: firmware, boot loader, kernel. */
export const REBOOT_US = 5 * SECOND;

/** How long the last processes get after SIGTERM (`DefaultTimeoutStopSec`). */
const LAST_WARNING_US = 90 * SECOND;

/**
 * What runs in process 1 at the end: logins and units are stopped, the disk is written, power goes.
 */
export function* shutDown(machine: Machine, systemd: Systemd, kind: ShutdownKind): Task<void> {
  systemd.log(kind === 'reboot' ? 'System is rebooting.' : 'System is powering down.', undefined);
  for (const leader of systemd.sessions.leaders) {
    leader.signal('SIGTERM');
    leader.signal('SIGHUP');
    leader.signal('SIGCONT');
  }
  const jobs = systemd.units
    .filter(({ state }) => state === 'active' || state === 'activating')
    .map((unit) => unit.stop());
  for (const job of jobs) yield* wait(job.finished);
  yield* endTheRest(machine);
  const target = kind === 'reboot' ? 'System Reboot' : 'System Power Off';
  systemd.log('Reached target shutdown.target - System Shutdown.', undefined);
  systemd.log(`Reached target ${kind}.target - ${target}.`, undefined);
  systemd.log('Shutting down.', undefined);
  machine.disk.syncAll();
  yield* sleep(100 * MILLISECOND);
  machine.kernel.after(0, () => finish(machine, kind));
}

function* endTheRest(machine: Machine): Task<void> {
  const rest = [...machine.processes.values()].filter(({ pid }) => pid !== 1);
  for (const process of rest) {
    process.signal('SIGTERM');
    process.signal('SIGCONT');
  }
  const deadlineUs = machine.kernel.nowUs + LAST_WARNING_US;
  for (const process of rest) {
    const timeout = after(Math.max(0, deadlineUs - machine.kernel.nowUs));
    const first = yield* select({ exited: process.exited, timeout });
    if (first.which === 'timeout') process.signal('SIGKILL');
  }
}

function finish(machine: Machine, kind: ShutdownKind): void {
  const { bootCount, kernel } = machine;
  machine.disk.syncAll();
  machine.powerOff();
  if (kind === 'poweroff') return;
  kernel.after(REBOOT_US, () => {
    if (machine.bootCount === bootCount) machine.boot();
  });
}

import type { Process } from '../kernel/index.ts';
import { machineOf } from './machine.ts';

/**
 * Writes a line to the system log, as syslog(3) does: the journal keeps it with the service that
 * the process belongs to.
 *
 * Shape:   `identifier` stands before the process's number: `haproxy[412]:`
 */
export function syslog(process: Process, identifier: string, message: string): void {
  const { journal, systemd } = machineOf(process);
  const unit = systemd.units.find((service) => service.processes().includes(process))?.name;
  journal.write({ unit, identifier, pid: process.pid, message });
}

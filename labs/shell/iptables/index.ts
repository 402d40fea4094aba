/**
 * `iptables`: what a machine lets in and out.
 *
 * Rules of the table `filter`, by the addresses of both ends. A rule that drops what one machine
 * sends is how an administrator cuts a cable without walking to it. Rules are gone after a restart
 * of the machine, as they are wherever nothing saves them.
 *
 * What it leaves out: other tables and chains of one's own, protocols, ports, connection states,
 * targets but ACCEPT and DROP, and counters.
 *
 * Source:  iptables 1.8.9 (nf_tables) of Debian 12, recorded
 */
import type { Program } from '../../cluster/kernel/index.ts';
import { iptables } from './iptables.ts';

export const iptablesPrograms: ReadonlyMap<string, Program> = new Map([
  ['/usr/sbin/iptables', iptables],
]);

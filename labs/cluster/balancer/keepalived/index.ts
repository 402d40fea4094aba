/*
 * keepalived: an address that moves between two balancers.
 *
 * One balancer before the API servers is a single point of failure, so kubeadm's guide has two, and
 * clients reach whichever of them holds a virtual address. Two keepalived decide which one that is,
 * by the Virtual Router Redundancy Protocol: the one with the higher priority is the master, holds
 * the address and says so every second; the other takes the address over when it hears nothing. A
 * check of HAProxy lowers the priority of a balancer that has lost it.
 *
 *     Parent ── starts, again if it must ──► VrrpProcess
 *                                             │  VirtualRouter: INIT, BACKUP, MASTER, FAULT
 *     the others ◄── vrrp/advert, each second ┤    └── VirtualAddresses: taken, announced
 *                                             └─ ScriptTracker: runs vrrp_script
 *
 * Nothing here knows of faults. Where the cable between two balancers is cut each hears nothing and
 * takes the address, and each client stays with the one that it heard last: a split brain.
 *
 * `read-configuration.ts` reads keepalived.conf the way the real one does, once for each of its
 * processes, and says what is wrong in its words.
 *
 * What it leaves out: Linux Virtual Server (`virtual_server`), groups of instances, BFD, virtual
 * MAC addresses, IPv6, tracked interfaces, files and processes, notify scripts, mail, SNMP,
 * `include`, parameters and conditions in the file. Keywords for these are accepted.
 *
 * Source: keepalived 2.2.7 of Debian 12, its source and its answers to `--config-test`; RFC 3768,
 * RFC 5798
 */
import type { Program } from '../../kernel/index.ts';
import { keepalived } from './keepalived.ts';

export { keepalivedUnit } from './unit.ts';
export type { KeepalivedView, VirtualRouterView } from './vrrp-process.ts';

export const keepalivedPrograms: ReadonlyMap<string, Program> = new Map([
  ['/usr/sbin/keepalived', keepalived],
]);

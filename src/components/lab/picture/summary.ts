import type { Snapshot } from '../../../../labs/host/protocol.ts';
import { isCut } from './cables.ts';
import { formatMachine } from './unit-words.ts';

/**
 * The picture in words, for those who cannot see it.
 *
 * Shape:   `etcd-1 leader, term 3; etcd-2 follower, term 3; etcd-3 stopped. Cut: etcd-1 to etcd-2.`
 */
export function formatSummary(snapshot: Snapshot): string {
  const machines = snapshot.machines
    .filter((machine) => machine.role !== 'workstation' || !machine.isOn)
    .map(formatMachine);
  const cuts = snapshot.links
    .filter((link) => isCut(snapshot.links, link.from, link.to))
    .map((link) => `${link.from} to ${link.to}`);
  const cables = cuts.length === 0 ? '' : ` Cut: ${cuts.join(', ')}.`;
  return `${machines.join('; ')}.${cables}`;
}

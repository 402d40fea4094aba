import type { LinkSnapshot, Snapshot } from '../../../../labs/host/protocol.ts';
import { formatMachine } from './machine-words.ts';
import { formatZone, zonesOf } from './zones.ts';

/**
 * The picture in words, for those who cannot see it: a line for each machine and each zone, and one
 * for the cables that are cut, slow or lossy, where there are any.
 *
 * Shape:   `etcd-1 leader, term 3`, `etcd-2 follower, term 3`, `etcd-3 stopped`,
 *          `cut: etcd-1 to etcd-2`
 */
export function formatSummary(snapshot: Snapshot): string[] {
  const machines = snapshot.machines
    .filter((machine) => machine.role !== 'workstation' || !machine.isOn)
    .map(formatMachine);
  const waysOf = (wanted: LinkSnapshot['state']) =>
    snapshot.links
      .filter(({ state }) => state === wanted)
      .map(({ from, to }) => `${from} to ${to}`)
      .join(', ');
  const [cut, slow, lossy] = [waysOf('cut'), waysOf('slow'), waysOf('lossy')];
  return [
    ...machines,
    ...zonesOf(snapshot.machines).map(formatZone),
    cut === '' ? 'no cable cut' : `cut: ${cut}`,
    ...(slow === '' ? [] : [`slow: ${slow}`]),
    ...(lossy === '' ? [] : [`loses messages: ${lossy}`]),
  ];
}

/** What is worth saying: all of it at first, then the lines that changed. */
export function newsOf(before: readonly string[], now: readonly string[]): string {
  const news = now.filter((line) => !before.includes(line));
  return news.length === 0 ? '' : `${news.join('; ')}.`;
}

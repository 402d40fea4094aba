import { MICROSECOND, type Kernel, type Link } from '../cluster/kernel/index.ts';
import type { Machine } from '../cluster/machine/index.ts';
import type { TopologySpec } from './spec.ts';

/**
 * Between two zones of a region: a round trip takes about a millisecond. Providers promise less
 * than 1 ms nineteen times in twenty (Google Cloud) or less than 2 ms (Azure).
 *
 * Source: cloud.google.com/solutions/best-practices-compute-engine-region-selection;
 *         learn.microsoft.com/azure/reliability/availability-zones-overview
 */
const BETWEEN_ZONES: Link = {
  latencyUs: 500 * MICROSECOND,
  jitterUs: 100 * MICROSECOND,
  loss: 0,
  isCut: false,
};

/** Lays the cables between machines of different zones. All others are a local network. */
export function layZones(
  kernel: Kernel,
  { machines }: TopologySpec,
  machineOf: (name: string) => Machine,
): void {
  const zoned = machines.filter(({ zone }) => zone !== undefined);
  for (const from of zoned) {
    for (const to of zoned.filter(({ zone }) => zone !== from.zone)) {
      kernel.network.lay(machineOf(from.name), machineOf(to.name), BETWEEN_ZONES);
    }
  }
}

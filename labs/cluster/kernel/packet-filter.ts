import type { Host } from './host.ts';

export type Chain = 'INPUT' | 'OUTPUT';
export type Verdict = 'ACCEPT' | 'DROP';

/** Addresses of which the first `prefixLength` bits are these. */
export interface AddressRange {
  readonly address: string;
  readonly prefixLength: number;
}

/** What is done with packets from some addresses to some; from and to all, where left out. */
export interface FilterRule {
  readonly source?: AddressRange;
  readonly destination?: AddressRange;
  readonly verdict: Verdict;
}

/**
 * A host's packet filter: for what comes in and for what goes out a list of rules, of which the
 * first that fits decides, and a policy for the rest.
 *
 * Differs: it looks at addresses alone, not at protocols, ports or connections; what a host says to
 *          itself is never filtered
 */
export class PacketFilter {
  readonly rules: Readonly<Record<Chain, FilterRule[]>> = { INPUT: [], OUTPUT: [] };
  readonly policies: Record<Chain, Verdict> = { INPUT: 'ACCEPT', OUTPUT: 'ACCEPT' };

  /** True where everything passes. */
  get isOpen(): boolean {
    const { policies, rules } = this;
    const areEmpty = rules.INPUT.length === 0 && rules.OUTPUT.length === 0;
    return areEmpty && policies.INPUT === 'ACCEPT' && policies.OUTPUT === 'ACCEPT';
  }

  /** What becomes of a packet between two hosts. */
  judge(chain: Chain, from: Host, to: Host): Verdict {
    const rule = this.rules[chain].find(
      ({ source, destination }) => isIn(source, from) && isIn(destination, to),
    );
    return rule?.verdict ?? this.policies[chain];
  }

  /** Takes back the rules that are about one other host. */
  forget(other: Host): void {
    const isAbout = (range: AddressRange | undefined): boolean =>
      range?.prefixLength === 32 && other.holds(range.address);
    for (const list of Object.values(this.rules)) {
      const kept = list.filter(
        ({ source, destination }) => !isAbout(source) && !isAbout(destination),
      );
      list.splice(0, list.length, ...kept);
    }
  }

  /** Lets everything pass again. */
  clear(): void {
    for (const chain of ['INPUT', 'OUTPUT'] as const) {
      this.rules[chain].length = 0;
      this.policies[chain] = 'ACCEPT';
    }
  }
}

function isIn(range: AddressRange | undefined, { addresses, movableAddresses }: Host): boolean {
  if (range === undefined || range.prefixLength === 0) return true;
  const start = bitsOf(range);
  return [...addresses, ...movableAddresses.keys()].some(
    (address) => bitsOf({ address, prefixLength: range.prefixLength }) === start,
  );
}

function bitsOf({ address, prefixLength }: AddressRange): number {
  const bits = address.split('.').reduce((sum, part) => (sum << 8) | Number(part), 0);
  return bits >>> (32 - prefixLength);
}

import { formatOperation, type History, type Operation } from '../history.ts';
import type { Checker, Finding } from './checker.ts';

/** All that is known of one value: the put that wrote it and the gets that saw it. */
interface Zone {
  readonly value: string | undefined;
  /** The first moment by which it must have been there; the last at which it must still be. */
  firstEndUs: number;
  lastStartUs: number;
  readonly putStartUs: number;
  readonly operations: Operation[];
}

/**
 * Each key is a linearizable register, by times and values alone: a second opinion that does not
 * believe in revisions.
 *
 * As every value is written once, the operations on one value must lie together in any order that
 * explains what was seen. So each value has a zone: from the first end to the last start of its
 * operations where these come in that order (then it was there all that time), else the other way
 * round (then one moment in there is enough). An order exists just when no two zones of the first
 * kind overlap, and none of the second lies within one of the first.
 *
 * Source:  Gibbons and Korach, "Testing Shared Memories", SIAM J. Comput. 26(4), 1997, §4
 */
export function checkRegisters(): Checker {
  return {
    conclude(_cluster, { operations }: History) {
      const keys = new Set(operations.map(({ key }) => key));
      for (const key of keys) {
        const found = checkRegister(operations.filter((operation) => operation.key === key));
        if (found) return found;
      }
      return undefined;
    },
  };
}

function checkRegister(operations: readonly Operation[]): Finding | undefined {
  const zones = collectZones(operations);
  for (const zone of zones) {
    if (zone.firstEndUs < zone.putStartUs) return report(zone, 'was read before it was written');
  }
  const held = zones.filter(isHeld).sort((a, b) => a.firstEndUs - b.firstEndUs);
  for (const [at, zone] of held.entries()) {
    const next = held[at + 1];
    if (next && next.firstEndUs < zone.lastStartUs) {
      return report(zone, 'had to be there while there was', next);
    }
  }
  for (const zone of zones) {
    if (isHeld(zone)) continue;
    const around = held.find(
      (other) => other.firstEndUs < zone.lastStartUs && zone.firstEndUs < other.lastStartUs,
    );
    if (around) return report(zone, 'has no moment to be there: all the time there was', around);
  }
  return undefined;
}

/** Puts that were neither answered nor read are left out: nobody can say that they happened. */
function collectZones(operations: readonly Operation[]): Zone[] {
  const start = { firstEndUs: -1, lastStartUs: -1, putStartUs: -1 };
  const zones = new Map<string | undefined, Zone>();
  zones.set(undefined, { value: undefined, ...start, operations: [] });
  for (const operation of operations) {
    if (operation.kind !== 'put') continue;
    const { value, startUs, endUs = Infinity } = operation;
    const times = { firstEndUs: endUs, lastStartUs: startUs, putStartUs: startUs };
    zones.set(value, { value, ...times, operations: [operation] });
  }
  for (const operation of operations) {
    const { kind, isSerializable, value, startUs, endUs } = operation;
    if (kind !== 'get' || isSerializable || endUs === undefined) continue;
    const zone = zones.get(value);
    if (zone === undefined) continue;
    zone.firstEndUs = Math.min(zone.firstEndUs, endUs);
    zone.lastStartUs = Math.max(zone.lastStartUs, startUs);
    zone.operations.push(operation);
  }
  return [...zones.values()].filter((zone) => zone.firstEndUs < Infinity);
}

function isHeld(zone: Zone): boolean {
  return zone.firstEndUs < zone.lastStartUs;
}

function report(zone: Zone, what: string, other?: Zone): Finding {
  const last = zone.operations.at(-1);
  const example = last === undefined ? '' : `; ${formatOperation(last)}`;
  const rest = other === undefined ? '' : ` ${other.value ?? 'nothing'}`;
  return { rule: 'registers are linearizable', what: `${zone.value} ${what}${rest}${example}` };
}

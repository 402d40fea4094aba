import type { Node, NodeCondition } from '../../api/index.ts';
import { NORMAL_RATE, REDUCED_RATE, type Rate } from './tainting-queue.ts';

/** How a zone is. Source: node_lifecycle_controller.go `ZoneState` */
export type ZoneState = 'Initial' | 'Normal' | 'PartialDisruption' | 'FullDisruption';

/** Source: `--unhealthy-zone-threshold` 0.55, `--large-cluster-size-threshold` 50 */
const UNHEALTHY_PERCENT = 55;
const LARGE_ZONE_NODES = 50;
/** This many silent nodes are never a disruption of the zone. */
const FEW_NODES = 2;

const EXCLUDED = 'node.kubernetes.io/exclude-disruption';

/** Shape: '' for nodes without a zone. Source: component-helpers node/topology `GetZoneKey` */
export function zoneOf({ metadata: { labels = {} } }: Node): string {
  const region = labels['topology.kubernetes.io/region'] ?? '';
  const zone = labels['topology.kubernetes.io/zone'] ?? '';
  return region === '' && zone === '' ? '' : `${region}:\u0000:${zone}`;
}

export function isExcluded({ metadata }: Node): boolean {
  return metadata.labels?.[EXCLUDED] !== undefined;
}

/** Source: `ComputeZoneState` */
export function zoneState(conditions: readonly (NodeCondition | undefined)[]): ZoneState {
  const notReady = conditions.filter((ready) => ready?.status !== 'True').length;
  if (notReady > 0 && notReady === conditions.length) return 'FullDisruption';
  const isMost = notReady * 100 >= UNHEALTHY_PERCENT * conditions.length;
  return notReady > FEW_NODES && isMost ? 'PartialDisruption' : 'Normal';
}

/** Source: `setLimiterInZone` */
export function rateFor(state: ZoneState, size: number): Rate {
  if (state !== 'PartialDisruption') return NORMAL_RATE;
  return size > LARGE_ZONE_NODES ? REDUCED_RATE : 'never';
}

/** What a look at all zones says is to be done. */
export type DisruptionStep =
  | { readonly kind: 'none' }
  /** Every node is silent: stop. */
  | { readonly kind: 'enter' }
  /** Some nodes speak again: begin anew. */
  | { readonly kind: 'exit' }
  /** These zones are now otherwise than before. */
  | { readonly kind: 'adjust'; readonly zones: readonly string[] };

/** Source: `handleDisruption` */
export function nextStep(
  before: ReadonlyMap<string, ZoneState>,
  now: ReadonlyMap<string, ZoneState>,
): DisruptionStep {
  const isFull = (states: Iterable<ZoneState>): boolean =>
    [...states].every((state) => state === 'FullDisruption');
  const wasAllFull = isFull([...before].filter(([zone]) => now.has(zone)).map(([, was]) => was));
  const isAllFull = isFull(now.values());
  if (isAllFull) return { kind: wasAllFull ? 'none' : 'enter' };
  if (wasAllFull) return { kind: 'exit' };
  const zones = [...now].filter(([zone, state]) => before.get(zone) !== state);
  return zones.length === 0
    ? { kind: 'none' }
    : { kind: 'adjust', zones: zones.map(([zone]) => zone) };
}

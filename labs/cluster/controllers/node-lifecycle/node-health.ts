import type { Lease, Node, NodeCondition, Taint } from '../../api/index.ts';
import { formatRfc3339 } from '../../kernel/index.ts';

export const UNREACHABLE = 'node.kubernetes.io/unreachable';
export const NOT_READY = 'node.kubernetes.io/not-ready';
export const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';

/** What the loop remembers of a node: when it last gave a sign of life, by our own clock. */
export interface NodeHealth {
  readonly heardUs: number;
  readonly heartbeat: string;
  readonly renewTime: string;
}

export function readyOf(node: Node): NodeCondition | undefined {
  return node.status?.conditions?.find(({ type }) => type === 'Ready');
}

/** Takes a look at a node and its Lease. A sign of life is any change of either. */
export function observe(
  before: NodeHealth | undefined,
  node: Node,
  lease: Lease | undefined,
  nowUs: number,
): NodeHealth {
  const heartbeat = readyOf(node)?.lastHeartbeatTime ?? '';
  const renewTime = lease?.spec?.renewTime ?? before?.renewTime ?? '';
  const isAlive =
    before === undefined || before.heartbeat !== heartbeat || before.renewTime < renewTime;
  return { heardUs: isAlive ? nowUs : before.heardUs, heartbeat, renewTime };
}

const judged = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

/** The conditions of a node that has been silent for too long. Errors: undefined: nothing to change */
export function silenced({ status }: Node, nowUs: number): NodeCondition[] | undefined {
  const conditions = status?.conditions ?? [];
  const now = formatRfc3339(nowUs);
  let hasChanged = false;
  const changed = conditions.map((condition) => {
    if (!judged.includes(condition.type) || condition.status === 'Unknown') return condition;
    hasChanged = true;
    return {
      ...condition,
      status: 'Unknown' as const,
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped posting node status.',
      lastTransitionTime: now,
    };
  });
  const missing = judged.filter((type) => !conditions.some((one) => one.type === type));
  const never = missing.map((type) => ({
    type,
    status: 'Unknown' as const,
    lastHeartbeatTime: null,
    lastTransitionTime: now,
    reason: 'NodeStatusNeverUpdated',
    message: 'Kubelet never posted node status.',
  }));
  return hasChanged || never.length > 0 ? [...changed, ...never] : undefined;
}

/** The key of the taint that a node's readiness calls for. */
export function taintKeyOf(node: Node): string | undefined {
  const status = readyOf(node)?.status;
  if (status === 'True') return undefined;
  return status === 'False' ? NOT_READY : UNREACHABLE;
}

/**
 * The taints that a node should have.
 *
 * Shape:   `mayEvict` says whether NoExecute may be added; what is there stays as long as it fits
 * Errors:  undefined where it has just these
 */
export function taintsFor(node: Node, mayEvict: boolean, nowUs: number): Taint[] | undefined {
  const present = node.spec?.taints ?? [];
  const key = taintKeyOf(node);
  const kept = present.filter((taint) => !isOurs(taint) || isWanted(taint, key, node));
  const has = (effect: string, of: string): boolean =>
    kept.some((taint) => taint.key === of && taint.effect === effect);
  const added: Taint[] = [];
  const timeAdded = formatRfc3339(nowUs);
  if (key && !has('NoSchedule', key)) added.push({ key, effect: 'NoSchedule', timeAdded });
  if (node.spec?.unschedulable && !has('NoSchedule', UNSCHEDULABLE)) {
    added.push({ key: UNSCHEDULABLE, effect: 'NoSchedule', timeAdded });
  }
  if (key && mayEvict && !has('NoExecute', key)) {
    added.push({ key, effect: 'NoExecute', timeAdded });
  }
  return kept.length < present.length || added.length > 0 ? [...kept, ...added] : undefined;
}

function isOurs({ key }: Taint): boolean {
  return key === UNREACHABLE || key === NOT_READY || key === UNSCHEDULABLE;
}

function isWanted({ key }: Taint, wanted: string | undefined, { spec }: Node): boolean {
  return key === UNSCHEDULABLE ? spec?.unschedulable === true : key === wanted;
}

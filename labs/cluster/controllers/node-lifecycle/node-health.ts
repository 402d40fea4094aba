import {
  copyOf,
  parseTimestamp,
  type Lease,
  type Node,
  type NodeCondition,
} from '../../api/index.ts';
import { EPOCH_SECONDS, formatRfc3339, SECOND } from '../../kernel/index.ts';

/** What is remembered of a node between two looks. */
export interface NodeHealth {
  /** The condition Ready as it was seen last. */
  readonly ready: NodeCondition | undefined;
  /** When the Lease says that it was renewed, as seen last. */
  readonly renewTime: string | undefined;
  /** When a sign of life was last seen, by our own clock. Units: microseconds. */
  readonly seenUs: number;
}

export function readyCondition({ status }: Node): NodeCondition | undefined {
  return status?.conditions?.find(({ type }) => type === 'Ready');
}

/**
 * What is to be remembered after a look. That something has changed is a sign of life; when it is
 * said to have happened is not looked at, since clocks differ.
 *
 * Source: `tryUpdateNodeHealth`, its first half
 */
export function observe(
  before: NodeHealth | undefined,
  node: Node,
  lease: Lease | undefined,
  nowUs: number,
): NodeHealth {
  const ready = readyCondition(node);
  const renewTime = lease?.spec?.renewTime;
  const hasRenewed = renewTime !== undefined && renewTime > (before?.renewTime ?? '');
  if (hasRenewed) return { ready, renewTime, seenUs: nowUs };
  const known = { ready, renewTime: before?.renewTime };
  if (before === undefined) {
    return { ...known, seenUs: ready ? nowUs : createdUs(node) };
  }
  const hasSpoken =
    (before.ready === undefined) !== (ready === undefined) ||
    before.ready?.lastHeartbeatTime !== ready?.lastHeartbeatTime;
  return { ...known, seenUs: hasSpoken ? nowUs : before.seenUs };
}

function createdUs({ metadata }: Node): number {
  const seconds = parseTimestamp(metadata.creationTimestamp) ?? EPOCH_SECONDS;
  return (seconds - EPOCH_SECONDS) * SECOND;
}

/** What a kubelet reports, and what nobody knows once it is silent. */
const reported = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

/** The node as one of which nothing is known any more. */
export function withUnknownConditions(node: Node, nowUs: number): Node {
  const silent = copyOf(node);
  silent.status ??= {};
  const conditions = (silent.status.conditions ??= []);
  const lastTransitionTime = formatRfc3339(nowUs);
  for (const type of reported) {
    const condition = conditions.find((one) => one.type === type);
    if (condition === undefined) {
      conditions.push({
        type,
        status: 'Unknown',
        lastHeartbeatTime: node.metadata.creationTimestamp ?? null,
        lastTransitionTime,
        reason: 'NodeStatusNeverUpdated',
        message: 'Kubelet never posted node status.',
      });
    } else if (condition.status !== 'Unknown') {
      condition.status = 'Unknown';
      condition.reason = 'NodeStatusUnknown';
      condition.message = 'Kubelet stopped posting node status.';
      condition.lastTransitionTime = lastTransitionTime;
    }
  }
  return silent;
}

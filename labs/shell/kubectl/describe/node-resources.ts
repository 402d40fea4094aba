import { parseQuantity, type Node, type Pod } from '../../../cluster/api/index.ts';
import type { Page } from './page.ts';

type Amounts = Readonly<Record<string, string>> | undefined;
type Side = 'requests' | 'limits';

const shownResources = ['cpu', 'memory', 'ephemeral-storage'] as const;

/** Source: kubectl pkg/describe/describe.go `describeNodeResource` */
export function describeNodeResources(page: Page, node: Node, pods: readonly Pod[]): void {
  const room = node.status?.allocatable ?? node.status?.capacity;
  page.line(0, 'Non-terminated Pods:', `(${pods.length} in total)`);
  const columns = ['CPU Requests', 'CPU Limits', 'Memory Requests', 'Memory Limits', 'Age'];
  page.line(1, 'Namespace', 'Name', '', ...columns);
  page.line(1, '---------', '----', '', ...columns.map((column) => '-'.repeat(column.length)));
  for (const pod of pods) {
    const share = (name: string, side: Side): string =>
      formatShare(sum([pod], name, side), name, room);
    page.line(
      1,
      pod.metadata.namespace,
      pod.metadata.name,
      '',
      share('cpu', 'requests'),
      share('cpu', 'limits'),
      share('memory', 'requests'),
      share('memory', 'limits'),
      page.since(pod.metadata.creationTimestamp),
    );
  }
  page.line(0, 'Allocated resources:');
  page.line(1, '(Total limits may be over 100 percent, i.e., overcommitted.)');
  page.line(1, 'Resource', 'Requests', 'Limits');
  page.line(1, '--------', '--------', '------');
  for (const name of shownResources) {
    const total = (side: Side): string => formatShare(sum(pods, name, side), name, room);
    page.line(1, name, total('requests'), total('limits'));
  }
}

/** What the containers of pods ask for, or may have. Units: thousandths */
function sum(pods: readonly Pod[], name: string, side: Side): bigint {
  let total = 0n;
  for (const { spec } of pods) {
    for (const { resources } of spec.containers) {
      total += parseQuantity(resources?.[side]?.[name] ?? '0') ?? 0n;
    }
  }
  return total;
}

/** Shape: `250m (12%)`, `100Mi (2%)` */
function formatShare(amount: bigint, name: string, room: Amounts): string {
  const whole = parseQuantity(room?.[name] ?? '0') ?? 0n;
  const percent = whole === 0n ? 0n : (amount * 100n) / whole;
  return `${name === 'cpu' ? formatCpu(amount) : formatBytes(amount / 1_000n)} (${percent}%)`;
}

function formatCpu(thousandths: bigint): string {
  return thousandths % 1_000n === 0n ? String(thousandths / 1_000n) : `${thousandths}m`;
}

/** In the largest unit that leaves a whole number. */
function formatBytes(bytes: bigint): string {
  let [amount, unit] = [bytes, 0];
  while (amount !== 0n && amount % 1_024n === 0n && unit < 4) {
    amount /= 1_024n;
    unit++;
  }
  return amount + ['', 'Ki', 'Mi', 'Gi', 'Ti'][unit]!;
}

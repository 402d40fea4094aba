import type { Node } from '../../api/index.ts';
import type { LoopContext } from '../../client/control-loop.ts';
import type { Informer } from '../../client/informer.ts';
import { WorkQueue } from '../../client/workqueue.ts';
import type { Task } from '../../kernel/index.ts';
import { isTaint, NOT_READY, swapTaints, UNREACHABLE, type TaintName } from './taints.ts';

const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';

/** Which taint stands for which condition. Source: `nodeConditionToTaintKeyStatusMap` */
const taintOf: Readonly<Record<string, { readonly [status: string]: string }>> = {
  Ready: { False: NOT_READY, Unknown: UNREACHABLE },
  MemoryPressure: { True: 'node.kubernetes.io/memory-pressure' },
  DiskPressure: { True: 'node.kubernetes.io/disk-pressure' },
  NetworkUnavailable: { True: 'node.kubernetes.io/network-unavailable' },
  PIDPressure: { True: 'node.kubernetes.io/pid-pressure' },
};

const ours = new Set([UNSCHEDULABLE, ...Object.values(taintOf).flatMap(Object.values<string>)]);

/** The taints NoSchedule that a node's conditions ask for. */
export function conditionTaints({ spec, status }: Node): TaintName[] {
  const keys = (status?.conditions ?? []).map(({ type, status: is }) => taintOf[type]?.[is]);
  if (spec?.unschedulable) keys.push(UNSCHEDULABLE);
  return keys
    .filter((key) => key !== undefined)
    .map((key) => ({ key, effect: 'NoSchedule' as const }));
}

/**
 * Keeps the taints NoSchedule of each node like its conditions: no new pods where it is not well.
 *
 * Source: `doNoScheduleTaintingPass`
 */
export function* keepConditionTaints(context: LoopContext, nodes: Informer<Node>): Task<void> {
  const queue = new WorkQueue(context.process);
  const add = ({ metadata }: Node): boolean => queue.add(metadata.name ?? '');
  nodes.onEvent({ onAdd: add, onUpdate: (_old, node) => add(node) });
  for (;;) {
    const name = yield* queue.get();
    const node = nodes.lister.get(name);
    if (node) yield* reconcile(context, node);
    queue.done(name);
  }
}

function* reconcile(context: LoopContext, node: Node): Task<void> {
  const name = node.metadata.name ?? '';
  const wanted = conditionTaints(node);
  const present = (node.spec?.taints ?? []).filter(
    ({ key, effect }) => effect === 'NoSchedule' && ours.has(key),
  );
  const missing = wanted.filter((taint) => !present.some((other) => isTaint(taint, other)));
  const extra = present.filter((taint) => !wanted.some((other) => isTaint(taint, other)));
  if (missing.length === 0 && extra.length === 0) return;
  if (yield* swapTaints(context, name, missing, extra)) return;
  const what = 'Failed to taint NoSchedule on node, requeue it';
  const err = `failed to swap taints of node ${name}`;
  context.log.error('node_lifecycle_controller.go:509', what, err, {
    logger: 'node-lifecycle-controller',
    node: name,
  });
}

import { podKind, type Pod, type PodCondition } from '../../api/index.ts';
import type { LoopContext } from '../../client/control-loop.ts';
import type { EventRecorder } from '../../client/event-recorder.ts';
import { objectKey } from '../../client/lister.ts';
import { failureText, isFailure, ResourceClient } from '../../client/rest-resource.ts';
import { formatRfc3339, MILLISECOND, sleep, type Task } from '../../kernel/index.ts';

/** Source: taint_eviction.go `retries` and the pause between them. */
const TRIES_MAX = 5;
const PAUSE_US = 10 * MILLISECOND;

/** Shape: `key` is `default/web` */
export function tellOf(events: EventRecorder, key: string, what: string): void {
  const [namespace = '', name = ''] = key.split('/');
  const about = { kind: 'Pod', apiVersion: 'v1', namespace, name };
  events.record(about, 'Normal', 'TaintManagerEviction', `${what} Pod ${key}`);
}

/**
 * Deletes a pod, and says in its status first why.
 *
 * Source: taint_eviction.go `deletePodHandler`, `addConditionAndDeletePod`
 */
export function* evict(
  context: LoopContext,
  events: EventRecorder,
  pod: Pod,
  controller: string,
): Task<void> {
  const { log } = context;
  const key = objectKey(pod);
  const what = { logger: controller, controller, pod: key };
  log.info('taint_eviction.go:110', 'Deleting pod', what);
  tellOf(events, key, 'Marking for deletion');
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const fault = yield* tryEvict(context, pod);
    if (fault === undefined) return;
    yield* sleep(PAUSE_US);
  }
}

function* tryEvict({ client, process }: LoopContext, { metadata }: Pod): Task<string | undefined> {
  const name = metadata.name ?? '';
  const pods = new ResourceClient(client, podKind, metadata.namespace);
  const found = yield* pods.get(name);
  if (isFailure(found)) return failureText(found);
  const reason: PodCondition = {
    type: 'DisruptionTarget',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: formatRfc3339(process.nowUs),
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
  };
  const old = found.status?.conditions?.find(({ type }) => type === reason.type);
  if (old?.status !== 'True' || old.reason !== reason.reason) {
    const patch = { metadata: { uid: found.metadata.uid }, status: { conditions: [reason] } };
    const patched = yield* pods.patch(name, patch, 'strategic', 'status');
    if (isFailure(patched)) return failureText(patched);
  }
  const deleted = yield* pods.delete(name);
  return isFailure(deleted) ? failureText(deleted) : undefined;
}

import { copyOf, podKind, type Pod } from '../../api/index.ts';
import type { LoopContext } from '../../client/control-loop.ts';
import type { EventRecorder } from '../../client/event-recorder.ts';
import { failureText, isFailure, ResourceClient } from '../../client/rest-resource.ts';
import { formatRfc3339, type Task } from '../../kernel/index.ts';

const logger = 'node-lifecycle-controller';

/**
 * Says of pods that they are not ready, since their node is not: nobody should be led to them.
 *
 * Shape:   false where one of them could not be told
 * Source:  util/node/controller_utils.go `MarkPodsNotReady`
 */
export function* markPodsNotReady(
  { client, log, process }: LoopContext,
  events: EventRecorder,
  pods: readonly Pod[],
): Task<boolean> {
  let isDone = true;
  for (const pod of pods) {
    const { namespace = '', name = '', uid = '' } = pod.metadata;
    const marked = withoutReady(pod, process.nowUs);
    if (!marked) continue;
    const updated = yield* new ResourceClient(client, podKind, namespace).updateStatus(marked);
    if (isFailure(updated)) {
      if (!('cause' in updated) && updated.code === 404) continue;
      const what = { logger, pod: `${namespace}/${name}`, err: failureText(updated) };
      log.info('controller_utils.go:132', 'Failed to update status for pod', what);
      isDone = false;
    }
    const about = { kind: 'Pod', apiVersion: 'v1', namespace, name, uid };
    events.record(about, 'Warning', 'NodeNotReady', 'Node is not ready');
  }
  return isDone;
}

/** Shape: undefined where the pod does not say that it is ready */
function withoutReady(pod: Pod, nowUs: number): Pod | undefined {
  const marked = copyOf(pod);
  const ready = marked.status?.conditions?.find(({ type }) => type === 'Ready');
  if (!ready || ready.status === 'False') return undefined;
  ready.status = 'False';
  ready.lastTransitionTime = formatRfc3339(nowUs);
  return marked;
}

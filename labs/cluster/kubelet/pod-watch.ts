import { isStatus, podKind, type Pod } from '../api/index.ts';
import { failureText, isFailure, ResourceClient } from '../client/rest-resource.ts';
import type { RestClient } from '../client/rest.ts';
import { MILLISECOND, SECOND, sleep, type Task } from '../kernel/index.ts';
import type { ApiPods } from './api-pods.ts';
import type { KubeletContext } from './kubelet-context.ts';
import type { PodWorkers } from './pod-workers.ts';

const MIRROR = 'kubernetes.io/config.mirror';
const FIRST_PAUSE_US = 800 * MILLISECOND;
const LONGEST_PAUSE_US = 30 * SECOND;

/**
 * Lists and watches the pods that the API has for this node: what is bound to it is run, and a mirror
 * that somebody deleted is made again.
 *
 * Source: pkg/kubelet/config/apiserver.go; client-go tools/cache/reflector.go
 */
export function* watchPods(
  context: KubeletContext,
  client: RestClient,
  workers: PodWorkers,
  apiPods: ApiPods,
): Task<void> {
  const { log, process, settings } = context;
  const pods = new ResourceClient(client, podKind);
  const fieldSelector = `spec.nodeName=${settings.nodeName}`;
  const known = new Map<string, Pod>();
  const share = (): void => {
    apiPods.reconcile([...known.values()]);
    workers.update('api', [...known.values()].filter(isNoMirror));
  };
  let pauseUs = FIRST_PAUSE_US;
  for (;;) {
    const list = yield* pods.list({ fieldSelector, resourceVersion: '0' });
    if (isFailure(list)) {
      const err = `failed to list *v1.Pod: ${failureText(list)}`;
      const fields = { reflector: 'k8s.io/client-go/informers/factory.go:161', type: '*v1.Pod' };
      log.error('reflector.go:205', 'Failed to watch', err, fields);
      yield* sleep(pauseUs + process.random.int(0, pauseUs));
      pauseUs = Math.min(pauseUs * 2, LONGEST_PAUSE_US);
      continue;
    }
    pauseUs = FIRST_PAUSE_US;
    known.clear();
    for (const pod of list.items) known.set(pod.metadata.uid!, pod);
    share();
    const { resourceVersion = '' } = list.metadata;
    const watch = yield* pods.watch({ fieldSelector, resourceVersion });
    if (isFailure(watch) || isStatus(watch)) continue;
    for (;;) {
      const event = yield* watch.next();
      if (
        event === undefined ||
        event === 'timeout' ||
        event.type === 'ERROR' ||
        isStatus(event.object)
      )
        break;
      if (event.type === 'BOOKMARK') continue;
      if (event.type === 'DELETED') known.delete(event.object.metadata.uid!);
      else known.set(event.object.metadata.uid!, event.object);
      share();
    }
    yield* sleep(SECOND);
  }
}

function isNoMirror({ metadata: { annotations } }: Pod): boolean {
  return annotations?.[MIRROR] === undefined;
}

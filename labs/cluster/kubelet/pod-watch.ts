import { podKind } from '../api/index.ts';
import { Informer } from '../client/informer.ts';
import type { RestClient } from '../client/rest.ts';
import type { ApiPods } from './api-pods.ts';
import type { KubeletContext } from './kubelet-context.ts';
import type { PodWorkers } from './pod-workers.ts';
import { isMirror } from './static-pods.ts';

/**
 * Watches the pods that the API has for this node: what is bound to it is run, and a mirror that
 * somebody deleted is made again.
 *
 * Source: pkg/kubelet/config/apiserver.go
 */
export function watchPods(
  { log, process, settings }: KubeletContext,
  client: RestClient,
  workers: PodWorkers,
  apiPods: ApiPods,
): void {
  const fieldSelector = `spec.nodeName=${settings.nodeName}`;
  const pods = new Informer(process, client, podKind, { fieldSelector, log });
  const share = (): void => {
    if (!pods.hasSynced) return;
    const all = pods.lister.list();
    apiPods.reconcile(all);
    workers.update(
      'api',
      all.filter((pod) => !isMirror(pod)),
    );
  };
  pods.onEvent({ onAdd: share, onUpdate: share, onDelete: share });
  process.go(
    (function* () {
      yield* pods.synced();
      share();
    })(),
  );
}

import type { Pod } from '../api/index.ts';
import type { KubeletContext } from './kubelet-context.ts';
import { PodWorker, type StatusSink } from './pod-worker.ts';
import { podKey } from './prober.ts';

/** Where a pod comes from: a file of this machine, or the API. */
export type PodSource = 'file' | 'api';

/**
 * The pods of this machine, from all sources.
 *
 * Source: pkg/kubelet/kubelet.go `syncLoopIteration`, HandlePodAdditions and the like
 */
export class PodWorkers {
  readonly #context: KubeletContext;
  readonly #publish: StatusSink;
  readonly #workers = new Map<string, PodWorker>();

  constructor(context: KubeletContext, publish: StatusSink) {
    this.#context = context;
    this.#publish = publish;
  }

  /** Takes what one source wants now: starts what is new, ends what is gone. */
  update(source: PodSource, pods: readonly Pod[]): void {
    const wanted = new Map(pods.map((pod) => [pod.metadata.uid!, pod]));
    const isOurs = ({ pod }: PodWorker): boolean => sourceOf(pod) === source;
    const gone = [...this.#workers.values()].filter(
      (worker) => isOurs(worker) && !worker.isEnding && !wanted.has(worker.pod.metadata.uid!),
    );
    // A pod that is back before its end is over, or after it, begins anew.
    const fresh = pods.filter(({ metadata: { uid, deletionTimestamp } }) => {
      const worker = this.#workers.get(uid!);
      return worker === undefined || (worker.isEnding && deletionTimestamp === undefined);
    });
    this.#say(
      'SyncLoop REMOVE',
      source,
      gone.map(({ pod }) => pod),
    );
    for (const worker of gone) worker.terminate();
    this.#say('SyncLoop ADD', source, fresh);
    for (const pod of fresh) this.#add(pod);
    for (const [uid, { metadata }] of wanted) {
      if (metadata.deletionTimestamp === undefined) continue;
      this.#workers.get(uid)?.terminate(metadata.deletionGracePeriodSeconds);
    }
  }

  /** Looks at a pod again, because something happened to its containers. */
  wake(uid: string): void {
    this.#workers.get(uid)?.wake();
  }

  find(uid: string): PodWorker | undefined {
    return this.#workers.get(uid);
  }

  get all(): readonly PodWorker[] {
    return [...this.#workers.values()];
  }

  #add(pod: Pod): void {
    for (const [uid, worker] of this.#workers) if (worker.isDone) this.#workers.delete(uid);
    const predecessor = this.all.findLast((worker) => podKey(worker.pod) === podKey(pod));
    const worker = new PodWorker(this.#context, pod, this.#publish, predecessor);
    this.#workers.set(pod.metadata.uid!, worker);
  }

  #say(what: string, source: PodSource, pods: readonly Pod[]): void {
    if (pods.length === 0) return;
    const raw = `[${pods.map((pod) => JSON.stringify(podKey(pod))).join(',')}]`;
    this.#context.log.info('kubelet.go:2537', what, { source, pods: { raw } });
  }
}

function sourceOf({ metadata: { annotations } }: Pod): PodSource {
  return annotations?.['kubernetes.io/config.source'] === 'file' ? 'file' : 'api';
}

/**
 * The taint eviction controller: pods that may not stay on a node with a NoExecute taint.
 *
 * A taint with the effect NoExecute asks every pod of the node whether it tolerates it. One that
 * does not is deleted at once; one that does for `tolerationSeconds`, which for a silent node is
 * five minutes by default, is deleted when those have passed, unless the taint has gone before. A
 * static pod tolerates everything.
 *
 * The times are kept in memory alone: a new leader begins to count anew, as in Kubernetes.
 *
 * `tolerations.ts` has the rules, `eviction.ts` the deletion itself.
 *
 * Source:  pkg/controller/tainteviction/taint_eviction.go
 * Differs: one worker, since nothing here waits but the deletions, each in a thread of its own
 */
import { isSame, nodeKind, podKind, type Node, type Pod, type Taint } from '../../api/index.ts';
import type { ControlLoop, LoopContext } from '../../client/control-loop.ts';
import type { EventRecorder } from '../../client/event-recorder.ts';
import type { Informer } from '../../client/informer.ts';
import { objectKey } from '../../client/lister.ts';
import { allSynced } from '../../client/shared-informers.ts';
import { SECOND, sleep, type Task, type Thread } from '../../kernel/index.ts';
import { evict, tellOf } from './eviction.ts';
import { secondsTolerated } from './tolerations.ts';

const NAME = 'taint-eviction-controller';

export const taintEvictionLoop: ControlLoop = {
  name: NAME,
  *start(context) {
    const evictor = new Evictor(context);
    yield* evictor.run();
  },
};

/** A deletion that waits for its time. */
interface Scheduled {
  readonly thread: Thread;
  readonly sinceUs: number;
}

class Evictor {
  readonly #context: LoopContext;
  readonly #events: EventRecorder;
  readonly #nodes: Informer<Node>;
  readonly #pods: Informer<Pod>;
  readonly #scheduled = new Map<string, Scheduled>();

  constructor(context: LoopContext) {
    this.#context = context;
    this.#events = context.eventsOf(NAME);
    this.#nodes = context.informers.of(nodeKind);
    this.#pods = context.informers.of(podKind);
  }

  *run(): Task<void> {
    const { log } = this.#context;
    const logger = NAME;
    log.info('taint_eviction.go:283', 'Starting controller', { logger, controller: NAME });
    log.info('taint_eviction.go:289', 'Sending events to api server', { logger });
    yield* allSynced(this.#pods, this.#nodes);
    this.#nodes.onEvent({
      onAdd: (node) => this.#handleNode(node),
      onUpdate: (old, node) => {
        if (!isSame(noExecuteTaints(old), noExecuteTaints(node))) this.#handleNode(node);
      },
    });
    this.#pods.onEvent({
      onAdd: (pod) => this.#handlePod(pod),
      onUpdate: (old, pod) => {
        const isMoved = old.spec.nodeName !== pod.spec.nodeName;
        if (isMoved || !isSame(old.spec.tolerations, pod.spec.tolerations)) this.#handlePod(pod);
      },
      onDelete: (pod) => this.#cancel(objectKey(pod)),
    });
  }

  #handleNode(node: Node): void {
    const taints = noExecuteTaints(node);
    for (const pod of this.#pods.lister.list()) {
      if (pod.spec.nodeName === node.metadata.name) this.#judge(pod, taints);
    }
  }

  #handlePod(pod: Pod): void {
    const node = this.#nodes.lister.get(pod.spec.nodeName ?? '');
    const taints = node ? noExecuteTaints(node) : [];
    if (taints.length > 0) this.#judge(pod, taints);
  }

  #judge(pod: Pod, taints: readonly Taint[]): void {
    const key = objectKey(pod);
    const seconds =
      taints.length === 0 ? undefined : secondsTolerated(taints, pod.spec.tolerations ?? []);
    if (seconds === undefined) {
      this.#cancel(key);
      return;
    }
    const { nowUs } = this.#context.process;
    const before = this.#scheduled.get(key);
    if (before && seconds > 0 && before.sinceUs < nowUs) return;
    this.#cancel(key);
    const task = this.#evictAfter(pod, seconds * SECOND);
    this.#scheduled.set(key, { thread: this.#context.process.go(task), sinceUs: nowUs });
  }

  *#evictAfter(pod: Pod, delayUs: number): Task<void> {
    yield* sleep(delayUs);
    this.#scheduled.delete(objectKey(pod));
    yield* evict(this.#context, this.#events, pod, NAME);
  }

  /** Takes back a deletion that has not begun. */
  #cancel(key: string): void {
    const scheduled = this.#scheduled.get(key);
    if (!scheduled) return;
    this.#scheduled.delete(key);
    scheduled.thread.cancel();
    tellOf(this.#events, key, 'Cancelling deletion of');
  }
}

function noExecuteTaints({ spec }: Node): Taint[] {
  return (spec?.taints ?? []).filter(({ effect }) => effect === 'NoExecute');
}

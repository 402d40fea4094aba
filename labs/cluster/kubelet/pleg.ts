import { SECOND, sleep, wait, type Task } from '../kernel/index.ts';
import { connectRuntime, type KubeletContext } from './kubelet-context.ts';
import type { PodWorkers } from './pod-workers.ts';
import { podKey } from './prober.ts';
import type { ContainerRuntime } from './runtime/index.ts';

/** Source: kubelet.go `genericPlegRelistPeriod` */
const RELIST_US = SECOND;

/**
 * The pod lifecycle event generator: it compares the runtime's containers with what they were a
 * second ago, and wakes the workers of the pods in which something has started or died. So a dead
 * container is noticed up to a second late.
 *
 * Source:  pkg/kubelet/pleg/generic.go
 * Differs: where nothing has changed, nothing is compared
 */
export class Pleg {
  readonly #context: KubeletContext;
  readonly #workers: PodWorkers;
  readonly #seen = new Map<string, string>();
  /** When the runtime last answered. Units: microseconds */
  relistedUs = 0;

  constructor(context: KubeletContext, workers: PodWorkers) {
    this.#context = context;
    this.#workers = workers;
  }

  *run(): Task<void> {
    const { log, process } = this.#context;
    for (;;) {
      const runtime = connectRuntime(this.#context);
      if (typeof runtime === 'string') {
        log.error('generic.go:256', 'GenericPLEG: Unable to retrieve pods', runtime);
        yield* sleep(RELIST_US);
        continue;
      }
      this.relistedUs = process.nowUs;
      this.#relist(runtime);
      yield* wait(runtime.changed);
      const sinceUs = process.nowUs - process.startedAtUs;
      yield* sleep(RELIST_US - (sinceUs % RELIST_US));
    }
  }

  #relist({ store }: ContainerRuntime): void {
    const now = new Map<string, { uid: string; state: string }>();
    for (const { id, sandbox, state } of store.containers.values()) {
      now.set(id, { uid: sandbox.podUid, state });
    }
    for (const { id, podUid, pause } of store.sandboxes.values()) {
      now.set(id, { uid: podUid, state: pause.state === 'exited' ? 'exited' : 'running' });
    }
    for (const [id, { uid, state }] of now) {
      if (this.#seen.get(id) === state) continue;
      this.#seen.set(id, state);
      if (state === 'running') this.#tell(uid, id, 'ContainerStarted');
      if (state === 'exited') this.#tell(uid, id, 'ContainerDied');
    }
    for (const id of this.#seen.keys()) if (!now.has(id)) this.#seen.delete(id);
  }

  #tell(uid: string, id: string, type: 'ContainerStarted' | 'ContainerDied'): void {
    const worker = this.#workers.find(uid);
    if (!worker) return;
    const raw = JSON.stringify({ ID: uid, Type: type, Data: id });
    const pod = podKey(worker.pod);
    this.#context.log.info('kubelet.go:2569', 'SyncLoop (PLEG): event for pod', {
      pod,
      event: { raw },
    });
    worker.wake();
  }
}

import type { Pod, PodStatus } from '../api/index.ts';
import { after, Condition, MINUTE, SECOND, select, sleep, wait } from '../kernel/index.ts';
import type { Task, Thread } from '../kernel/index.ts';
import { connectRuntime, type KubeletContext } from './kubelet-context.ts';
import { isSameStatus, makePodStatus, type WaitingReason } from './pod-status.ts';
import { podKey, Prober, type ProbeKind } from './prober.ts';
import type { ContainerRuntime } from './runtime/index.ts';
import { killContainer, syncPod, type SyncFault } from './sync-pod.ts';

/** After a fault: so long, and up to half as long again. Source: kubelet.go `backOffPeriod` */
const FAULT_PAUSE_US = 10 * SECOND;
/** How long a dead pod's containers are kept. Source: garbage collection, once a minute */
const REMOVED_AFTER_US = MINUTE;

/** Told of each new status of a pod. */
export type StatusSink = (pod: Pod, status: PodStatus, isOver: boolean) => void;

/**
 * One pod on this machine: a thread that brings it to what its spec says, again and again, until it
 * is asked to end it.
 *
 * Keeps:   of two pods with one name, the later one starts when the earlier one has ended
 * Source:  pkg/kubelet/pod_workers.go
 */
export class PodWorker {
  readonly pod: Pod;
  readonly #context: KubeletContext;
  readonly #publish: StatusSink;
  readonly #prober: Prober;
  readonly #reasons = new Map<string, WaitingReason>();
  readonly #wake = new Condition();
  readonly #thread: Thread;
  readonly #startedUs: number;
  #status: PodStatus | undefined;
  #graceSeconds: number | undefined;
  #isWoken = false;
  #isTerminated = false;

  constructor(
    context: KubeletContext,
    pod: Pod,
    publish: StatusSink,
    predecessor: PodWorker | undefined,
  ) {
    this.#context = context;
    this.pod = pod;
    this.#publish = publish;
    this.#startedUs = context.process.nowUs;
    this.#prober = new Prober(
      context,
      pod,
      (name) => this.#runtimeNow()?.store.containersOf(this.#uid).find(isRunning(name)),
      (kind, _spec, isSuccess) => this.#handleProbe(kind, isSuccess),
    );
    this.#thread = context.process.go(this.#run(predecessor));
  }

  /** True once the pod has been ended for good. */
  get isDone(): boolean {
    return this.#thread.isDone;
  }

  /** The pod's status as it was last told. */
  get status(): PodStatus | undefined {
    return this.#status;
  }

  /** True from when it was asked to end the pod. */
  get isEnding(): boolean {
    return this.#graceSeconds !== undefined;
  }

  get #uid(): string {
    return this.pod.metadata.uid!;
  }

  /** Something happened to the pod's containers: look again now. */
  wake(): void {
    this.#isWoken = true;
    this.#wake.notify();
  }

  /** Ends the pod. Units: seconds of grace; the pod's own where left out */
  terminate(graceSeconds = this.pod.spec.terminationGracePeriodSeconds ?? 30): void {
    this.#graceSeconds ??= graceSeconds;
    this.wake();
  }

  *#run(predecessor: PodWorker | undefined): Task<void> {
    if (predecessor) yield* wait(predecessor.#thread.done);
    this.#prober.start();
    while (this.#graceSeconds === undefined) {
      this.#isWoken = false;
      const pauseUs = yield* this.#sync();
      if (this.#isWoken) continue;
      yield* select({ woken: this.#wake.changed, due: after(pauseUs) });
    }
    yield* this.#end();
  }

  /** Shape: how long to wait before the next time, in microseconds */
  *#sync(): Task<number> {
    const { process, settings } = this.#context;
    const runtime = connectRuntime(this.#context);
    if (typeof runtime === 'string') {
      this.#complain([runtime]);
      return this.#jittered(FAULT_PAUSE_US);
    }
    this.#report(runtime);
    const faults = yield* syncPod({
      context: this.#context,
      runtime,
      pod: this.pod,
      prober: this.#prober,
      reasons: this.#reasons,
    });
    this.#report(runtime);
    if (faults.length === 0) return this.#jittered(settings.syncUs);
    this.#complain(faults.map(({ error }) => error));
    const pauseUs = earliest(faults, process.nowUs) ?? FAULT_PAUSE_US;
    return this.#jittered(Math.max(0, Math.min(pauseUs, settings.syncUs)));
  }

  #jittered(us: number): number {
    return us + this.#context.process.random.int(0, Math.floor(us / 2) + 1);
  }

  *#end(): Task<void> {
    const context = this.#context;
    this.#prober.stop();
    for (;;) {
      const runtime = connectRuntime(this.#context);
      if (typeof runtime === 'string') {
        this.#complain([runtime]);
        yield* sleep(this.#jittered(FAULT_PAUSE_US));
        continue;
      }
      this.#isTerminated = true;
      const { store } = runtime;
      const kills = store
        .containersOf(this.#uid)
        .filter(({ state }) => state === 'running')
        .map((one) => killContainer(context, runtime, this.pod, one, undefined, this.#graceSeconds))
        .map((task) => context.process.go(task));
      for (const kill of kills) yield* wait(kill.done);
      for (const sandbox of store.sandboxesOf(this.#uid)) yield* runtime.stopSandbox(sandbox);
      this.#report(runtime, true);
      context.restarts.forget(this.#uid);
      context.process.go(this.#remove(runtime));
      return;
    }
  }

  /** Removes what is left of the pod, but nothing that was started under its id since. */
  *#remove({ store }: ContainerRuntime): Task<void> {
    const containers = store.containersOf(this.#uid);
    const sandboxes = store.sandboxesOf(this.#uid);
    yield* sleep(REMOVED_AFTER_US);
    for (const container of containers) store.removeContainer(container);
    for (const sandbox of sandboxes) store.removeSandbox(sandbox);
    const folder = sandboxes[0]?.logFolder;
    const isLast = store.containersOf(this.#uid).length === 0;
    if (folder !== undefined && isLast) store.machine.files.removeAll(folder);
  }

  #handleProbe(kind: ProbeKind, isSuccess: boolean): void {
    const status = kind === 'readiness' ? readinessWord(isSuccess) : startupWord(isSuccess);
    if (kind !== 'liveness' || !isSuccess) {
      const pod = podKey(this.pod);
      this.#context.log.info('kubelet.go:2750', 'SyncLoop (probe)', { probe: kind, status, pod });
    }
    if (kind !== 'readiness' && !isSuccess) this.wake();
    const runtime = this.#runtimeNow();
    if (runtime) this.#report(runtime);
  }

  #runtimeNow(): ContainerRuntime | undefined {
    const runtime = connectRuntime(this.#context);
    return typeof runtime === 'string' ? undefined : runtime;
  }

  #report(runtime: ContainerRuntime, isOver = false): void {
    const { process, settings } = this.#context;
    const status = makePodStatus(
      {
        pod: this.pod,
        hostIp: settings.nodeIp,
        nowUs: process.nowUs,
        startedUs: this.#startedUs,
        sandbox: runtime.store.readySandboxOf(this.#uid),
        containers: runtime.store.containersOf(this.#uid),
        reasons: this.#reasons,
        isStarted: (spec, container) => this.#prober.hasStarted(spec, container),
        isReady: (spec, container) => this.#prober.isReady(spec, container),
        isTerminated: this.#isTerminated,
      },
      this.#status,
    );
    if (isSameStatus(this.#status, status) && !isOver) return;
    this.#status = status;
    this.#publish(this.pod, status, isOver);
  }

  #complain(faults: readonly string[]): void {
    const err = faults.length === 1 ? faults[0]! : `[${faults.join(', ')}]`;
    const fields = { pod: podKey(this.pod), podUID: this.#uid };
    this.#context.log.error('pod_workers.go:1324', 'Error syncing pod, skipping', err, fields);
  }
}

function readinessWord(isSuccess: boolean): string {
  return isSuccess ? 'ready' : 'not ready';
}

function startupWord(isSuccess: boolean): string {
  return isSuccess ? 'started' : 'unhealthy';
}

function isRunning(name: string) {
  return (one: { readonly name: string; readonly state: string }): boolean =>
    one.name === name && one.state === 'running';
}

function earliest(faults: readonly SyncFault[], nowUs: number): number | undefined {
  const times = faults.flatMap(({ retryAtUs }) => retryAtUs ?? []);
  return times.length === 0 ? undefined : Math.min(...times) - nowUs;
}

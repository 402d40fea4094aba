import type { Container as ContainerSpec, Pod } from '../api/index.ts';
import { formatDuration } from '../client/zap.ts';
import { hash32, type Task } from '../kernel/index.ts';
import type { KubeletContext } from './kubelet-context.ts';
import type { WaitingReason } from './pod-status.ts';
import { referenceTo, type Prober } from './prober.ts';
import type { Container, ContainerRuntime, Sandbox } from './runtime/index.ts';

/** One pod to be brought to what its spec says. */
export interface PodSync {
  readonly context: KubeletContext;
  readonly runtime: ContainerRuntime;
  readonly pod: Pod;
  readonly prober: Prober;
  /** Why containers wait: changed here. */
  readonly reasons: Map<string, WaitingReason>;
}

/** Something that did not work, in the log's words; and when to try again, if that is known. */
export interface SyncFault {
  readonly error: string;
  readonly retryAtUs?: number;
}

/**
 * Makes a sandbox where there is none, and starts, or ends and starts, each container that needs
 * it.
 *
 * Source: pkg/kubelet/kuberuntime/kuberuntime_manager.go `computePodActions`, `SyncPod`,
 *         `doBackOff`
 * Differs: no init containers, no volumes: paths are the machine's own
 */
export function* syncPod(sync: PodSync): Task<SyncFault[]> {
  const { pod, runtime } = sync;
  const faults: SyncFault[] = [];
  const uid = pod.metadata.uid!;
  let sandbox = runtime.store.readySandboxOf(uid);
  if (sandbox === undefined && !needsAny(sync)) return faults;
  sandbox ??= yield* makeSandbox(sync);
  for (const spec of pod.spec.containers) {
    const fault = yield* syncContainer(sync, sandbox, spec);
    if (fault) faults.push(fault);
  }
  return faults;
}

function needsAny(sync: PodSync): boolean {
  return sync.pod.spec.containers.some((spec) => shouldRun(sync, spec, latest(sync, spec)));
}

function* makeSandbox({ runtime, pod, context }: PodSync): Task<Sandbox> {
  const { name = '', namespace = '', uid = '' } = pod.metadata;
  const old = runtime.store.sandboxesOf(uid);
  if (old.length > 0) {
    context.log.info(
      'util.go:48',
      'No ready sandbox for pod can be found. Need to start a new one',
      {
        pod: `${namespace}/${name}`,
      },
    );
  }
  for (const sandbox of old) {
    yield* runtime.stopSandbox(sandbox);
    runtime.store.removeSandbox(sandbox);
  }
  const attempt = (old[0]?.attempt ?? -1) + 1;
  const logFolder = `/var/log/pods/${namespace}_${name}_${uid}`;
  return yield* runtime.runSandbox({ podUid: uid, name, namespace, attempt, logFolder });
}

function* syncContainer(
  sync: PodSync,
  sandbox: Sandbox,
  spec: ContainerSpec,
): Task<SyncFault | undefined> {
  const { context, runtime, prober } = sync;
  const last = latest(sync, spec);
  const ended = last?.state === 'exited' ? last : undefined;
  if (last?.state === 'running') {
    const failed = prober.failed(spec, last);
    if (failed === undefined) return undefined;
    const why = `Container ${spec.name} failed ${failed} probe, will be restarted`;
    const probe = failed === 'startup' ? spec.startupProbe : spec.livenessProbe;
    yield* killContainer(
      context,
      runtime,
      sync.pod,
      last,
      why,
      probe?.terminationGracePeriodSeconds,
    );
    if (sync.pod.spec.restartPolicy === 'Never') return undefined;
  } else if (!shouldRun(sync, spec, last)) return undefined;
  if (ended) {
    const wait = checkBackOff(sync, spec, ended);
    if (wait) return wait;
  }
  return yield* startContainer(sync, sandbox, spec, (last?.attempt ?? -1) + 1);
}

function latest({ runtime, pod }: PodSync, { name }: ContainerSpec): Container | undefined {
  return runtime.store.containersOf(pod.metadata.uid!).find((one) => one.name === name);
}

/** Source: pkg/kubelet/container/helpers.go `ShouldContainerBeRestarted` */
function shouldRun({ pod }: PodSync, _spec: ContainerSpec, last: Container | undefined): boolean {
  // One that was created and never started is left by a kubelet that ended in between.
  if (last === undefined || last.state === 'created') return true;
  if (last.state === 'running') return false;
  const { restartPolicy } = pod.spec;
  if (last.reason === 'Unknown') return restartPolicy !== 'Never';
  return restartPolicy === 'Always' || (restartPolicy === 'OnFailure' && last.exitCode !== 0);
}

function checkBackOff(sync: PodSync, spec: ContainerSpec, ended: Container): SyncFault | undefined {
  const { context, pod, reasons } = sync;
  const { restarts, events, process } = context;
  const key = `${pod.metadata.uid!}/${spec.name}/${hashOf(spec)}`;
  const { finishedAtUs } = ended;
  if (!restarts.isWaiting(key, finishedAtUs, process.nowUs)) {
    restarts.next(key, finishedAtUs, process.nowUs);
    return undefined;
  }
  const waitUs = restarts.get(key);
  const named = formatPod(pod);
  const what = `restarting failed container=${spec.name} pod=${named}`;
  const message = `back-off ${formatDuration(waitUs)} ${what}`;
  reasons.set(spec.name, { reason: 'CrashLoopBackOff', message });
  const said = `Back-off restarting failed container ${spec.name} in pod ${named}`;
  events?.record(referenceTo(pod, spec.name), 'Warning', 'BackOff', said);
  return {
    error: startFault(spec.name, 'CrashLoopBackOff', message),
    retryAtUs: finishedAtUs + waitUs,
  };
}

function* startContainer(
  sync: PodSync,
  sandbox: Sandbox,
  spec: ContainerSpec,
  attempt: number,
): Task<SyncFault | undefined> {
  const { context, pod, runtime, reasons } = sync;
  const image = spec.image ?? '';
  const note = (type: 'Normal' | 'Warning', reason: string, message: string): void =>
    context.events?.record(referenceTo(pod, spec.name), type, reason, message);
  const pulled = yield* pull(sync, spec, note);
  if (pulled) return pulled;
  for (const old of runtime.store.containersOf(pod.metadata.uid!)) {
    if (old.name === spec.name && old.attempt < attempt - 1) runtime.store.removeContainer(old);
  }
  const container = yield* runtime.createContainer(sandbox, {
    name: spec.name,
    image,
    command: [...(spec.command ?? []), ...(spec.args ?? [])],
    env: Object.fromEntries((spec.env ?? []).map(({ name, value = '' }) => [name, value])),
    attempt,
    hash: hashOf(spec),
  });
  note('Normal', 'Created', 'Container created');
  const failed = yield* runtime.startContainer(container);
  if (failed === undefined) {
    reasons.delete(spec.name);
    note('Normal', 'Started', 'Container started');
    return undefined;
  }
  reasons.set(spec.name, { reason: 'RunContainerError', message: failed });
  note('Warning', 'Failed', `Error: ${failed}`);
  return { error: startFault(spec.name, 'RunContainerError', failed) };
}

function* pull(
  { context, pod, runtime, reasons }: PodSync,
  spec: ContainerSpec,
  note: (type: 'Normal' | 'Warning', reason: string, message: string) => void,
): Task<SyncFault | undefined> {
  const image = spec.image ?? '';
  const { pulls, process } = context;
  const key = `${pod.metadata.uid!}_${image}`;
  const before = reasons.get(spec.name);
  if (runtime.images.has(image)) {
    const where = 'already present on machine and can be accessed by the pod';
    note('Normal', 'Pulled', `Container image "${image}" ${where}`);
    return undefined;
  }
  if (pulls.isWaiting(key, pulls.sinceUs(key), process.nowUs)) {
    const why = (before?.message ?? '').replace(
      /^Back-off pulling image "[^"]*": ErrImagePull: /,
      '',
    );
    const message = `Back-off pulling image "${image}": ErrImagePull: ${why}`;
    reasons.set(spec.name, { reason: 'ImagePullBackOff', message });
    note('Normal', 'BackOff', `Back-off pulling image "${image}"`);
    note('Warning', 'Failed', 'Error: ImagePullBackOff');
    const retryAtUs = pulls.sinceUs(key) + pulls.get(key);
    return { error: startFault(spec.name, 'ImagePullBackOff', message), retryAtUs };
  }
  note('Normal', 'Pulling', `Pulling image "${image}"`);
  const failed = yield* runtime.pullImage(image);
  if (failed === undefined) return undefined;
  pulls.next(key, process.nowUs, process.nowUs);
  reasons.set(spec.name, { reason: 'ErrImagePull', message: failed });
  note('Warning', 'Failed', `Failed to pull image "${image}": ${failed}`);
  note('Warning', 'Failed', 'Error: ErrImagePull');
  return { error: startFault(spec.name, 'ErrImagePull', failed) };
}

/** Ends a container, with the words that stand for it in the log and in the events. */
export function* killContainer(
  { log, events }: KubeletContext,
  runtime: ContainerRuntime,
  pod: Pod,
  container: Container,
  why: string | undefined,
  grace = pod.spec.terminationGracePeriodSeconds ?? 30,
): Task<void> {
  const { id, name } = container;
  const message = why ?? `Stopping container ${name}`;
  events?.record(referenceTo(pod, name), 'Normal', 'Killing', message);
  log.info('kuberuntime_container.go:864', 'Killing container with a grace period', {
    pod: `${pod.metadata.namespace}/${pod.metadata.name}`,
    podUID: pod.metadata.uid!,
    containerName: name,
    containerID: `containerd://${id}`,
    gracePeriod: grace,
  });
  yield* runtime.stopContainer(container, grace);
}

function hashOf(spec: ContainerSpec): string {
  return hash32(JSON.stringify(spec)).toString(16);
}

/** Shape: `etcd-cp-1_kube-system(9d2f…)` */
export function formatPod({ metadata: { name, namespace, uid } }: Pod): string {
  return `${name}_${namespace}(${uid})`;
}

function startFault(container: string, reason: string, message: string): string {
  return `failed to "StartContainer" for "${container}" with ${reason}: ${JSON.stringify(message)}`;
}

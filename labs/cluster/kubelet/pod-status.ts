import { isSame, type Pod } from '../api/index.ts';
import { qosClassOf } from '../api/kinds/pod-qos.ts';
import type {
  Container as ContainerSpec,
  ContainerState,
  ContainerStatus,
  PodCondition,
  PodStatus,
} from '../api/index.ts';
import { formatRfc3339, hash32 } from '../kernel/index.ts';
import { isReady, type Container, type Sandbox } from './runtime/container.ts';

/** Why a container waits: what `kubectl get pods` shows under STATUS. */
export interface WaitingReason {
  readonly reason: string;
  readonly message: string;
}

/** All that a pod's status is made of. */
export interface PodFacts {
  readonly pod: Pod;
  readonly hostIp: string;
  readonly nowUs: number;
  readonly startedUs: number;
  readonly sandbox: Sandbox | undefined;
  /** All runs of all containers, the newest first. */
  readonly containers: readonly Container[];
  readonly reasons: ReadonlyMap<string, WaitingReason>;
  readonly isStarted: (spec: ContainerSpec, container: Container) => boolean;
  readonly isReady: (spec: ContainerSpec, container: Container) => boolean;
  readonly isTerminated: boolean;
}

/**
 * Makes the status that the API shows.
 *
 * Source: pkg/kubelet/kubelet_pods.go `generateAPIPodStatus`, `getPhase`; status/generate.go
 */
export function makePodStatus(facts: PodFacts, previous: PodStatus | undefined): PodStatus {
  const { pod, hostIp } = facts;
  const containerStatuses = pod.spec.containers.map((spec) => containerStatusOf(spec, facts));
  const phase = phaseOf(pod, containerStatuses);
  return {
    ...(pod.metadata.generation !== undefined && { observedGeneration: pod.metadata.generation }),
    phase,
    conditions: conditionsOf(facts, containerStatuses, phase, previous?.conditions ?? []),
    hostIP: hostIp,
    hostIPs: [{ ip: hostIp }],
    podIP: hostIp,
    podIPs: [{ ip: hostIp }],
    startTime: formatRfc3339(facts.startedUs),
    containerStatuses,
    qosClass: qosClassOf(pod.spec),
  };
}

function containerStatusOf(spec: ContainerSpec, facts: PodFacts): ContainerStatus {
  const [now, before] = facts.containers.filter(({ name }) => name === spec.name);
  const image = spec.image ?? '';
  const waiting = facts.reasons.get(spec.name);
  const base = { name: spec.name, image, imageID: '', restartCount: now?.attempt ?? 0 };
  if (now === undefined) {
    const state = { waiting: waiting ?? { reason: 'ContainerCreating' } };
    return { ...base, state, lastState: {}, ready: false, started: false };
  }
  const known = {
    ...base,
    imageID: `${image.replace(/:[^:/]*$/, '')}@sha256:${digestOf(image)}`,
    containerID: `containerd://${now.id}`,
  };
  const isRunning = now.state === 'running';
  const started = isRunning && facts.isStarted(spec, now);
  const ready = isRunning && !facts.isTerminated && facts.isReady(spec, now);
  if (waiting !== undefined && !isRunning) {
    return { ...known, state: { waiting }, lastState: stateOf(now), ready: false, started: false };
  }
  const lastState = before ? stateOf(before) : {};
  return { ...known, state: stateOf(now), lastState, ready, started };
}

function stateOf(container: Container): ContainerState {
  const { exitCode, finishedAtUs, id, message, reason, startedAtUs, state } = container;
  if (state === 'created') return { waiting: { reason: 'ContainerCreating' } };
  const startedAt = formatRfc3339(startedAtUs);
  if (state === 'running') return { running: { startedAt } };
  const finishedAt = formatRfc3339(finishedAtUs);
  const containerID = `containerd://${id}`;
  const said = message === '' ? {} : { message };
  return { terminated: { exitCode, reason, ...said, startedAt, finishedAt, containerID } };
}

/** Shape: 64 hexadecimal digits, always the same for an image */
function digestOf(image: string): string {
  const part = (at: number): string => hash32(`${at}/${image}`).toString(16).padStart(8, '0');
  return [0, 1, 2, 3, 4, 5, 6, 7].map(part).join('');
}

function phaseOf({ spec }: Pod, statuses: readonly ContainerStatus[]): PodStatus['phase'] & string {
  const running = statuses.filter(({ state }) => state?.running).length;
  const ended = statuses.filter(({ state }) => state?.terminated);
  const failed = ended.filter(({ state }) => state?.terminated?.exitCode !== 0).length;
  const isPending = ({ state, lastState }: ContainerStatus): boolean =>
    state?.waiting !== undefined && !lastState?.terminated;
  if (statuses.some(isPending)) return 'Pending';
  if (running > 0) return 'Running';
  if (ended.length < statuses.length || spec.restartPolicy === 'Always') return 'Running';
  if (failed === 0) return 'Succeeded';
  return spec.restartPolicy === 'Never' ? 'Failed' : 'Running';
}

function conditionsOf(
  facts: PodFacts,
  statuses: readonly ContainerStatus[],
  phase: string,
  previous: readonly PodCondition[],
): PodCondition[] {
  const isOver = phase === 'Succeeded' || phase === 'Failed';
  const unready = statuses.filter(({ ready }) => !ready).map(({ name }) => name);
  const why = isOver
    ? { reason: phase === 'Succeeded' ? 'PodCompleted' : 'PodFailed' }
    : {
        reason: 'ContainersNotReady',
        message: `containers with unready status: [${unready.join(' ')}]`,
      };
  const is = (type: string, isTrue: boolean, rest: Partial<PodCondition> = {}): PodCondition =>
    dated({ type, status: isTrue ? 'True' : 'False', ...(isTrue ? {} : rest) }, facts, previous);
  return [
    is('PodReadyToStartContainers', facts.sandbox !== undefined && isReady(facts.sandbox)),
    is('Initialized', true),
    is('Ready', unready.length === 0, why),
    is('ContainersReady', unready.length === 0, why),
    is('PodScheduled', true),
  ];
}

/** Keeps the time of the last change where nothing has changed. */
function dated(
  condition: PodCondition,
  { nowUs, pod }: PodFacts,
  previous: readonly PodCondition[],
): PodCondition {
  const before = previous.find(({ type }) => type === condition.type);
  const lastTransitionTime =
    before?.status === condition.status ? before.lastTransitionTime : formatRfc3339(nowUs);
  const { generation } = pod.metadata;
  const observed = generation === undefined ? {} : { observedGeneration: generation };
  const { type, ...rest } = condition;
  const lastTransition = lastTransitionTime === undefined ? {} : { lastTransitionTime };
  return { type, ...observed, lastProbeTime: null, ...lastTransition, ...rest };
}

/** True where two statuses say the same. */
export function isSameStatus(a: PodStatus | undefined, b: PodStatus): boolean {
  return isSame(a, b);
}

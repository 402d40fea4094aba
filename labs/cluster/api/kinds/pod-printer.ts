import { humanDuration, parseTimestamp } from '../timestamp.ts';
import type { Pod } from './pod.ts';
import type { ContainerStatus } from './pod-spec.ts';

/** Source: printers/internalversion/printers.go `printPod`, for all of this file */
export function podReady({ spec, status }: Pod): string {
  const statuses = status?.containerStatuses ?? [];
  const ready = statuses.filter(({ ready, state }) => ready && state?.running);
  return `${ready.length}/${spec.containers.length}`;
}

/** What kubectl prints under STATUS. */
export function podStatusText({ metadata, spec, status = {} }: Pod): string {
  let reason = status.reason ?? status.phase ?? '';
  const scheduled = status.conditions?.find(({ type }) => type === 'PodScheduled');
  if (scheduled?.reason === 'SchedulingGated') reason = 'SchedulingGated';
  const initializing = initReason(status.initContainerStatuses ?? [], spec.initContainers?.length);
  if (initializing !== undefined) reason = initializing;
  else reason = runningReason(status.containerStatuses ?? [], reason, isReady(status.conditions));
  if (metadata.deletionTimestamp === undefined) return reason;
  if (status.reason === 'NodeLost') return 'Unknown';
  return status.phase === 'Succeeded' || status.phase === 'Failed' ? reason : 'Terminating';
}

type Conditions = NonNullable<Pod['status']>['conditions'];

function isReady(conditions: Conditions): boolean {
  return conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}

function initReason(statuses: readonly ContainerStatus[], total = 0): string | undefined {
  for (const [index, { state = {} }] of statuses.entries()) {
    const { terminated, waiting } = state;
    if (terminated?.exitCode === 0) continue;
    if (terminated) return `Init:${endReason(terminated)}`;
    if (waiting?.reason && waiting.reason !== 'PodInitializing') return `Init:${waiting.reason}`;
    return `Init:${index}/${total}`;
  }
  return undefined;
}

function runningReason(
  statuses: readonly ContainerStatus[],
  phase: string,
  isPodReady: boolean,
): string {
  let reason = phase;
  let hasRunning = false;
  for (const { ready, state = {} } of statuses.toReversed()) {
    if (state.waiting?.reason) reason = state.waiting.reason;
    else if (state.terminated) reason = endReason(state.terminated);
    else if (ready && state.running) hasRunning = true;
  }
  if (reason !== 'Completed' || !hasRunning) return reason;
  return isPodReady ? 'Running' : 'NotReady';
}

function endReason(end: { reason?: string; signal?: number; exitCode: number }): string {
  if (end.reason) return end.reason;
  return end.signal ? `Signal:${end.signal}` : `ExitCode:${end.exitCode}`;
}

/** Shape: `3 (2m ago)` */
export function podRestarts({ status }: Pod, nowSeconds: number): string {
  let restarts = 0;
  let lastSeconds: number | undefined;
  for (const { restartCount, lastState } of status?.containerStatuses ?? []) {
    restarts += restartCount;
    const finished = parseTimestamp(lastState?.terminated?.finishedAt);
    if (finished !== undefined) lastSeconds = Math.max(lastSeconds ?? 0, finished);
  }
  if (restarts === 0 || lastSeconds === undefined) return String(restarts);
  return `${restarts} (${humanDuration(nowSeconds - lastSeconds)} ago)`;
}

import type { Container as ContainerSpec, Pod, Probe } from '../api/index.ts';
import {
  after,
  Condition,
  SECOND,
  select,
  sleep,
  type Task,
  type Thread,
} from '../kernel/index.ts';
import type { KubeletContext } from './kubelet-context.ts';
import { probeHttp, type ProbeOutcome } from './http-probe.ts';
import type { Container } from './runtime/index.ts';

export type ProbeKind = 'startup' | 'liveness' | 'readiness';

const kinds: readonly ProbeKind[] = ['startup', 'liveness', 'readiness'];

/** What one probe has found out about the container that runs now. */
interface Finding {
  containerId: string;
  isSuccess: boolean;
}

/**
 * The probes of one pod: a thread for each probe of each container, as long as the pod is wanted.
 *
 * Nothing is probed before its initial delay, and until a startup probe has succeeded only that one
 * runs. A result counts once it came as often in a row as its threshold says.
 *
 * Source: pkg/kubelet/prober/worker.go
 */
export class Prober {
  readonly #context: KubeletContext;
  readonly #pod: Pod;
  readonly #current: (name: string) => Container | undefined;
  readonly #onChange: (kind: ProbeKind, container: ContainerSpec, isSuccess: boolean) => void;
  readonly #findings = new Map<string, Finding>();
  readonly #started = new Condition();
  #threads: Thread[] = [];

  /** Shape: `current` gives the container that runs under a name. */
  constructor(
    context: KubeletContext,
    pod: Pod,
    current: (name: string) => Container | undefined,
    onChange: (kind: ProbeKind, container: ContainerSpec, isSuccess: boolean) => void,
  ) {
    this.#context = context;
    this.#pod = pod;
    this.#current = current;
    this.#onChange = onChange;
  }

  start(): void {
    for (const container of this.#pod.spec.containers) {
      for (const kind of kinds) {
        const probe = container[`${kind}Probe`];
        if (probe) this.#threads.push(this.#context.process.go(this.#run(kind, container, probe)));
      }
    }
  }

  stop(): void {
    for (const thread of this.#threads) thread.cancel();
    this.#threads = [];
  }

  /** True where the container has passed its startup probe, or has none. */
  hasStarted(spec: ContainerSpec, container: Container): boolean {
    return !spec.startupProbe || this.#finding('startup', spec, container) === true;
  }

  isReady(spec: ContainerSpec, container: Container): boolean {
    if (!this.hasStarted(spec, container)) return false;
    return !spec.readinessProbe || this.#finding('readiness', spec, container) === true;
  }

  /** The probe for whose sake the container is to be started again. */
  failed(spec: ContainerSpec, container: Container): 'startup' | 'liveness' | undefined {
    if (this.#finding('startup', spec, container) === false) return 'startup';
    return this.#finding('liveness', spec, container) === false ? 'liveness' : undefined;
  }

  #finding(kind: ProbeKind, spec: ContainerSpec, { id }: Container): boolean | undefined {
    const found = this.#findings.get(`${kind}/${spec.name}`);
    return found?.containerId === id ? found.isSuccess : undefined;
  }

  *#run(kind: ProbeKind, spec: ContainerSpec, probe: Probe): Task<void> {
    const periodUs = (probe.periodSeconds ?? 10) * SECOND;
    const { process } = this.#context;
    let last = { containerId: '', isSuccess: false, times: 0 };
    if (process.nowUs - process.startedAtUs < periodUs) {
      yield* sleep(process.random.int(0, periodUs));
    }
    let tickUs = process.nowUs;
    for (;;) {
      const container = this.#current(spec.name);
      if (container && this.#isDue(kind, spec, probe, container)) {
        const { isSuccess, output } = yield* this.#probe(probe);
        const isSame = last.containerId === container.id && last.isSuccess === isSuccess;
        last = { containerId: container.id, isSuccess, times: isSame ? last.times + 1 : 1 };
        if (!isSuccess) this.#complain(kind, spec, container, output);
        const threshold = isSuccess ? probe.successThreshold : probe.failureThreshold;
        if (last.times >= (threshold ?? 1)) this.#settle(kind, spec, container, isSuccess);
      }
      // A probe that took longer than its period is followed by the next one at once.
      const missed = Math.floor((process.nowUs - tickUs) / periodUs);
      if (missed >= 0) tickUs += Math.max(1, missed) * periodUs;
      yield* select({ due: after(tickUs - process.nowUs), started: this.#started.changed });
    }
  }

  #isDue(kind: ProbeKind, spec: ContainerSpec, probe: Probe, container: Container): boolean {
    const { nowUs } = this.#context.process;
    if (this.failed(spec, container) !== undefined) return false;
    if (nowUs - container.startedAtUs < (probe.initialDelaySeconds ?? 0) * SECOND) return false;
    return this.hasStarted(spec, container) === (kind !== 'startup');
  }

  *#probe(probe: Probe): Task<ProbeOutcome> {
    const { process, settings } = this.#context;
    const timeoutUs = (probe.timeoutSeconds ?? 1) * SECOND;
    if (!probe.httpGet) return { isSuccess: true, output: '' };
    return yield* probeHttp(process, probe.httpGet, settings.nodeIp, timeoutUs);
  }

  #settle(kind: ProbeKind, spec: ContainerSpec, container: Container, isSuccess: boolean): void {
    if (this.#finding(kind, spec, container) === isSuccess) return;
    this.#findings.set(`${kind}/${spec.name}`, { containerId: container.id, isSuccess });
    if (kind === 'startup' && isSuccess) this.#started.notify();
    this.#onChange(kind, spec, isSuccess);
  }

  #complain(kind: ProbeKind, spec: ContainerSpec, container: Container, output: string): void {
    const { events, log } = this.#context;
    const name = kind.slice(0, 1).toUpperCase() + kind.slice(1);
    log.info('prober.go:120', 'Probe failed', {
      probeType: name,
      pod: podKey(this.#pod),
      podUID: this.#pod.metadata.uid ?? '',
      containerName: spec.name,
      probeResult: 'failure',
      output,
    });
    const about = referenceTo(this.#pod, container.name);
    events?.record(about, 'Warning', 'Unhealthy', `${name} probe failed: ${output}`);
  }
}

/** Shape: `kube-system/etcd-cp-1` */
export function podKey({ metadata: { namespace = '', name = '' } }: Pod): string {
  return `${namespace}/${name}`;
}

/** What an event about one of a pod's containers, or about the pod, names as its object. */
export function referenceTo({ metadata: { namespace, name, uid } }: Pod, container?: string) {
  return {
    kind: 'Pod',
    namespace: namespace ?? '',
    name: name ?? '',
    uid: uid ?? '',
    apiVersion: 'v1',
    ...(container !== undefined && { fieldPath: `spec.containers{${container}}` }),
  };
}

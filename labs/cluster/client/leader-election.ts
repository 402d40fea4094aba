import { isStatus, type Lease } from '../api/index.ts';
import {
  after,
  formatRfc3339,
  never,
  SECOND,
  select,
  sleep,
  type Process,
  type Task,
} from '../kernel/index.ts';
import type { ElectionBug } from './election-bug.ts';
import type { Klog } from './klog.ts';
import { failureText, isFailure, type ResourceClient } from './rest-resource.ts';

export interface ElectionOptions {
  /** Calls for Leases in the lock's namespace; its own patience should be 5 s. */
  readonly leases: ResourceClient<Lease>;
  /** Shape: `kube-system`, `kube-controller-manager` */
  readonly namespace: string;
  readonly name: string;
  /** Who we are: the host's name and something unique. */
  readonly identity: string;
  readonly log?: Klog;
  readonly bugs?: ReadonlySet<ElectionBug>;
}

/** Source: component-base config/v1alpha1/defaults.go. */
const LEASE_SECONDS = 15;
const RENEW_DEADLINE_US = 10 * SECOND;
const RETRY_US = 2 * SECOND;
/** Source: client-go leaderelection.go `JitterFactor`, 1.2. Units: tenths. */
const JITTER_TENTHS = 12;

/**
 * One candidate for a lock that a Lease is.
 *
 * Whoever finds the Lease without a holder, or with one that has not renewed it for as long as it
 * promised, writes his own name into it; the API server's conflict rule lets only one do so. How
 * long it has not been renewed is measured with one's own clock, since the last change that one
 * saw.
 *
 * Shape:   `yield* elector.acquire()`, then work while `yield* elector.renew()` has not returned
 * Source:  client-go tools/leaderelection/leaderelection.go
 */
export class LeaderElector {
  readonly #process: Process;
  readonly #options: ElectionOptions;
  #observed: Lease | undefined;
  #observedText = '';
  #observedAtUs = 0;

  constructor(process: Process, options: ElectionOptions) {
    this.#process = process;
    this.#options = options;
  }

  get isLeader(): boolean {
    return this.#observed?.spec?.holderIdentity === this.#options.identity;
  }

  /** Who holds the lock, as far as is known. */
  get leader(): string {
    return this.#observed?.spec?.holderIdentity ?? '';
  }

  /** Waits until the lock is ours. */
  *acquire(): Task<void> {
    const { log, namespace, name } = this.#options;
    const lock = `${namespace}/${name}`;
    log?.info('leaderelection.go:258', 'Attempting to acquire leader lease...', { lock });
    while (!(yield* this.#tryAcquireOrRenew())) {
      const jitterUs = (RETRY_US * JITTER_TENTHS) / 10;
      yield* sleep(RETRY_US + this.#process.random.int(0, jitterUs));
    }
    log?.info('leaderelection.go:272', 'Successfully acquired lease', { lock });
  }

  /** Renews the lock until that has not worked for ten seconds: then it is lost. */
  *renew(): Task<void> {
    const { log, namespace, name } = this.#options;
    for (;;) {
      yield* sleep(RETRY_US);
      if (yield* this.#renewInTime()) continue;
      const lock = `${namespace}/${name}`;
      const why = 'context deadline exceeded';
      log?.error('leaderelection.go:441', 'Failed to renew lease', why, { lock });
      return;
    }
  }

  /** Tries until the deadline, and not a moment longer: a call under way then is given up. */
  *#renewInTime(): Task<boolean> {
    let isRenewed = false;
    const tries = this.#process.go(this.#keepTrying(() => (isRenewed = true)));
    const deadline = this.#has('no-renew-deadline') ? never : after(RENEW_DEADLINE_US);
    const first = yield* select({ done: tries.done, deadline });
    if (first.which === 'deadline') tries.cancel();
    return isRenewed;
  }

  *#keepTrying(onRenewed: () => void): Task<void> {
    while (!(yield* this.#tryAcquireOrRenew())) yield* sleep(RETRY_US);
    onRenewed();
  }

  /** Gives the lock back, so that the next one need not wait. */
  *release(): Task<void> {
    if (!this.isLeader || !this.#observed) return;
    const now = formatRfc3339(this.#process.nowUs, 6);
    const spec = {
      ...this.#observed.spec,
      holderIdentity: '',
      leaseDurationSeconds: 1,
      acquireTime: now,
      renewTime: now,
    };
    const result = yield* this.#options.leases.update({ ...this.#observed, spec });
    if (!isFailure(result)) this.#observe(result);
  }

  *#tryAcquireOrRenew(): Task<boolean> {
    const { leases, name } = this.#options;
    // A leader that has seen nothing else renews without looking first.
    if (this.isLeader && this.#isHeld() && this.#observed) {
      const renewed = yield* leases.update(this.#next(this.#observed));
      if (!isFailure(renewed)) {
        this.#observe(renewed);
        return true;
      }
      this.#complain('Failed to update lease optimistically, falling back to slow path', renewed);
    }
    const current = yield* leases.get(name);
    if (isStatus(current) && current.code === 404) return yield* this.#create();
    if (isFailure(current)) {
      this.#complain('Error retrieving lease lock', current);
      return false;
    }
    this.#observe(current);
    if (current.spec?.holderIdentity && !this.isLeader && this.#isHeld()) return false;
    const taken = yield* leases.update(this.#next(current));
    if (isFailure(taken)) {
      this.#complain('Failed to update lock', taken);
      return false;
    }
    this.#observe(taken);
    return true;
  }

  *#create(): Task<boolean> {
    const { leases, name, namespace } = this.#options;
    const apiVersion = 'coordination.k8s.io/v1';
    const metadata = { name, namespace };
    const lease: Lease = { apiVersion, kind: 'Lease', metadata, spec: this.#nextSpec() };
    const created = yield* leases.create(lease);
    if (isFailure(created)) {
      this.#complain('error initially creating lease lock', created);
      return false;
    }
    this.#observe(created);
    return true;
  }

  /** The Lease in our name, to be written where nobody has written it since it looked like this. */
  #next(current: Lease): Lease {
    const next = { ...current, spec: this.#nextSpec() };
    if (!this.#has('ignore-conflicts')) return next;
    const { resourceVersion: _version, ...metadata } = current.metadata;
    return { ...next, metadata };
  }

  #has(bug: ElectionBug): boolean {
    return this.#options.bugs?.has(bug) ?? false;
  }

  #nextSpec(): NonNullable<Lease['spec']> {
    const now = formatRfc3339(this.#process.nowUs, 6);
    const before = this.#observed?.spec ?? {};
    const { acquireTime = now, leaseTransitions = 0 } = before;
    const renewal = { leaseDurationSeconds: LEASE_SECONDS, renewTime: now };
    const { identity: holderIdentity } = this.#options;
    if (this.isLeader) return { holderIdentity, ...renewal, acquireTime, leaseTransitions };
    const isFirst = this.#observed === undefined;
    const transitions = isFirst ? 0 : leaseTransitions + 1;
    return { holderIdentity, ...renewal, acquireTime: now, leaseTransitions: transitions };
  }

  /** True while the holder may still be counted on. */
  #isHeld(): boolean {
    const seconds = this.#observed?.spec?.leaseDurationSeconds ?? LEASE_SECONDS;
    return this.#observedAtUs + seconds * SECOND > this.#process.nowUs;
  }

  #observe(lease: Lease): void {
    this.#observed = lease;
    const text = JSON.stringify(lease.spec);
    if (text === this.#observedText) return;
    this.#observedText = text;
    this.#observedAtUs = this.#process.nowUs;
  }

  #complain(what: string, failed: Parameters<typeof failureText>[0]): void {
    const { log, namespace, name } = this.#options;
    log?.error('leaderelection.go:452', what, failureText(failed), {
      lock: `${namespace}/${name}`,
    });
  }
}

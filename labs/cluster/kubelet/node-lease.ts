import { isStatus, leaseKind, type Lease } from '../api/index.ts';
import { failureText, isFailure, ResourceClient } from '../client/rest-resource.ts';
import type { RestClient } from '../client/rest.ts';
import { formatDuration } from '../client/zap.ts';
import { formatRfc3339, MILLISECOND, SECOND, sleep, type Task } from '../kernel/index.ts';
import type { KubeletContext } from './kubelet-context.ts';
import type { Node } from '../api/index.ts';

const NAMESPACE = 'kube-node-lease';
const FIRST_PAUSE_US = 200 * MILLISECOND;
const LONGEST_PAUSE_US = 7 * SECOND;
const TRIES_MAX = 5;
/** A lease is renewed after a quarter of its duration. */
const RENEW_FRACTION = 4;

/**
 * The node's heartbeat: a Lease in kube-node-lease, renewed every 10 s. An object of a few bytes
 * costs the store far less than the whole Node would.
 *
 * Source: component-helpers apimachinery/lease/controller.go
 */
export class NodeLease {
  readonly #context: KubeletContext;
  readonly #leases: ResourceClient<Lease>;
  readonly #client: RestClient;
  readonly #node: () => Node | undefined;
  #latest: Lease | undefined;

  constructor(context: KubeletContext, client: RestClient, node: () => Node | undefined) {
    this.#context = context;
    this.#client = client;
    this.#node = node;
    const { leaseSeconds, statusUpdateUs } = context.settings;
    const timeoutUs = Math.min(statusUpdateUs, leaseSeconds * SECOND);
    this.#leases = new ResourceClient(client, leaseKind, NAMESPACE, timeoutUs);
  }

  *run(): Task<void> {
    const { process, settings } = this.#context;
    const renewUs = (settings.leaseSeconds * SECOND) / RENEW_FRACTION;
    for (;;) {
      if (this.#latest === undefined || !(yield* this.#renew())) yield* this.#ensure();
      yield* sleep(renewUs + process.random.int(0, Math.floor(renewUs / 25)));
    }
  }

  /** Renews what is known. Shape: false where the lease has to be read again */
  *#renew(): Task<boolean> {
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const updated = yield* this.#leases.update(this.#make(this.#latest));
      if (!isFailure(updated)) {
        this.#latest = updated;
        return true;
      }
      const { log } = this.#context;
      log.error('controller.go:195', 'Failed to update lease', failureText(updated));
      if (isStatus(updated) && updated.reason === 'Conflict') return false;
      if (tries > 0) this.#client.close();
    }
    const what = 'Failed to update lease using latest lease, fallback to ensure lease';
    const err = `failed ${TRIES_MAX} attempts to update lease`;
    this.#context.log.error('controller.go:115', what, err);
    return false;
  }

  /** Reads the lease, or makes it, for as long as that takes. */
  *#ensure(): Task<void> {
    let pauseUs = FIRST_PAUSE_US;
    for (;;) {
      const { nodeName } = this.#context.settings;
      const found = yield* this.#leases.get(nodeName);
      const isMissing = isStatus(found) && found.code === 404;
      const ensured = isMissing ? yield* this.#leases.create(this.#make(undefined)) : found;
      if (!isFailure(ensured)) {
        this.#latest = ensured;
        if (isMissing || (yield* this.#renew())) return;
        continue;
      }
      const what = 'Failed to ensure lease exists, will retry';
      const interval = formatDuration(pauseUs);
      this.#context.log.error('controller.go:145', what, failureText(ensured), { interval });
      yield* sleep(pauseUs);
      pauseUs = Math.min(pauseUs * 2, LONGEST_PAUSE_US);
    }
  }

  #make(base: Lease | undefined): Lease {
    const { process, settings } = this.#context;
    const { nodeName: name, leaseSeconds } = settings;
    const uid = this.#node()?.metadata.uid;
    const owner = uid === undefined ? undefined : { apiVersion: 'v1', kind: 'Node', name, uid };
    return {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: {
        ...(base?.metadata ?? { name, namespace: NAMESPACE }),
        ...(owner && { ownerReferences: [owner] }),
      },
      spec: {
        ...base?.spec,
        holderIdentity: name,
        leaseDurationSeconds: leaseSeconds,
        renewTime: formatRfc3339(process.nowUs, 6),
      },
    };
  }
}

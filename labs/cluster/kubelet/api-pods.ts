import { isSame, isStatus, podKind, type Node, type Pod, type PodStatus } from '../api/index.ts';
import { isFailure, ResourceClient } from '../client/rest-resource.ts';
import { RestError, type RestClient } from '../client/rest.ts';
import { after, Condition, never, SECOND, select, type Task } from '../kernel/index.ts';
import type { KubeletContext } from './kubelet-context.ts';
import { podKey } from './prober.ts';
import { HASH, isStatic, MIRROR } from './static-pods.ts';

/** After a failure: so long. Source: status_manager.go `syncPeriod` */
const RETRY_US = 10 * SECOND;

/** How long another one's word may stand. Source: status_manager.go `syncPeriod` */
const COMPARE_US = 10 * SECOND;

interface Entry {
  readonly pod: Pod;
  readonly status: PodStatus;
  readonly isOver: boolean;
}

/**
 * Tells the API how the pods of this machine are. For a static pod it keeps a *mirror pod* there:
 * a copy that can be looked at, and that comes back when it is deleted.
 *
 * Whatever a server's absence leaves untold is told once it is back. Where somebody else has
 * written a status, as a controller does that takes the node for dead, it is told again.
 *
 * Source: pkg/kubelet/status/status_manager.go, pod/mirror_client.go
 */
export class ApiPods {
  readonly #context: KubeletContext;
  readonly #client: RestClient;
  readonly #node: () => Node | undefined;
  readonly #changed = new Condition();
  /** What the server has not heard yet, by uid. */
  readonly #untold = new Map<string, Entry>();
  /** The latest of each static pod, by key: what its mirror is made of. */
  readonly #statics = new Map<string, Entry>();
  /** The latest of each pod that is not over, by uid. */
  readonly #latest = new Map<string, Entry>();
  /** The server's pods of this node, as they were last heard of. */
  #present: readonly Pod[] = [];
  /** When to look whether the server still says what it was told. */
  #compareAtUs: number | undefined;

  constructor(context: KubeletContext, client: RestClient, node: () => Node | undefined) {
    this.#context = context;
    this.#client = client;
    this.#node = node;
  }

  /** Takes a pod's new status. */
  set(pod: Pod, status: PodStatus, isOver: boolean): void {
    const entry = { pod, status, isOver };
    if (isStatic(pod) && !isOver) this.#statics.set(podKey(pod), entry);
    else if (this.#statics.get(podKey(pod))?.pod === pod) this.#statics.delete(podKey(pod));
    if (isOver) this.#latest.delete(pod.metadata.uid!);
    else this.#latest.set(pod.metadata.uid!, entry);
    this.#untold.set(pod.metadata.uid!, entry);
    this.#changed.notify();
  }

  /** The pods of this node as the server has them: mirrors that go or have gone are made anew. */
  reconcile(pods: readonly Pod[]): void {
    const staying = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    const present = new Set(staying.map(podKey));
    for (const [key, entry] of this.#statics) {
      const uid = entry.pod.metadata.uid!;
      if (!present.has(key) && !this.#untold.has(uid)) this.#untold.set(uid, entry);
    }
    this.#present = pods;
    if (this.#altered().length > 0) this.#compareAtUs ??= this.#context.process.nowUs + COMPARE_US;
    this.#changed.notify();
  }

  *run(): Task<void> {
    for (;;) {
      let isFaulty = false;
      for (const [uid, entry] of this.#untold) {
        if (!(yield* this.#tell(entry))) isFaulty = true;
        else if (this.#untold.get(uid) === entry) this.#untold.delete(uid);
      }
      const isMore = [...this.#untold.keys()].length > 0;
      if (isMore && !isFaulty) continue;
      const { nowUs } = this.#context.process;
      const first = yield* select({
        changed: this.#changed.changed,
        retry: isFaulty ? after(RETRY_US) : never,
        compare: this.#compareAtUs === undefined ? never : after(this.#compareAtUs - nowUs),
      });
      if (first.which === 'compare') this.#compare();
    }
  }

  /** Has told again what somebody else has written over. */
  #compare(): void {
    this.#compareAtUs = undefined;
    for (const entry of this.#altered()) this.#untold.set(entry.pod.metadata.uid!, entry);
  }

  /** Whose status is not what was told. Source: status_manager.go `needsReconcile` */
  #altered(): Entry[] {
    return this.#present.flatMap(({ metadata, status }) => {
      const uid = metadata.annotations?.[MIRROR] ?? metadata.uid ?? '';
      const entry = this.#latest.get(uid);
      return !entry || this.#untold.has(uid) || isSame(status, entry.status) ? [] : [entry];
    });
  }

  /** Shape: false where it has to be told again later */
  *#tell({ pod, status, isOver }: Entry): Task<boolean> {
    const { name = '', namespace = '', uid = '' } = pod.metadata;
    const pods = new ResourceClient(this.#client, podKind, namespace, RETRY_US);
    const found = yield* pods.get(name);
    if (found instanceof RestError || (isStatus(found) && found.code !== 404)) {
      this.#complain('Failed to get status for pod', pod, found.message ?? '');
      return false;
    }
    const there = isStatus(found) ? undefined : found;
    const isOurs = there && (there.metadata.annotations?.[MIRROR] ?? there.metadata.uid) === uid;
    if (isOver && isOurs) return yield* this.#remove(pods, there);
    if (isOver) return true;
    if (!isOurs && !isStatic(pod)) return true;
    if (there && (!isOurs || (isStatic(pod) && there.metadata.deletionTimestamp))) {
      yield* this.#remove(pods, there);
      return yield* this.#mirror(pods, pod, status);
    }
    if (!there) return yield* this.#mirror(pods, pod, status);
    return yield* this.#patch(pods, pod, status);
  }

  *#patch(pods: ResourceClient<Pod>, pod: Pod, status: PodStatus): Task<boolean> {
    const patched = yield* pods.patch(pod.metadata.name!, { status }, 'merge', 'status');
    if (!isFailure(patched)) return true;
    this.#complain('Failed to update status for pod', pod, patched.message ?? '');
    return false;
  }

  *#mirror(pods: ResourceClient<Pod>, pod: Pod, status: PodStatus): Task<boolean> {
    const node = this.#node();
    if (node === undefined) return false;
    const { name = '', uid = '' } = node.metadata;
    const owner = { apiVersion: 'v1', kind: 'Node', name, uid, controller: true };
    const { uid: hash, resourceVersion: _version, ...meta } = pod.metadata;
    const annotations = { ...meta.annotations, [MIRROR]: meta.annotations?.[HASH] ?? hash ?? '' };
    const created = yield* pods.create({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...meta, annotations, ownerReferences: [owner] },
      spec: pod.spec,
    });
    if (isFailure(created)) {
      this.#complain('Failed creating a mirror pod', pod, created.message ?? '');
      return false;
    }
    return yield* this.#patch(pods, pod, status);
  }

  *#remove(pods: ResourceClient<Pod>, { metadata }: Pod): Task<boolean> {
    const options = { gracePeriodSeconds: 0, preconditions: { uid: metadata.uid } };
    const deleted = yield* pods.delete(metadata.name!, options);
    return !isFailure(deleted) || (isStatus(deleted) && deleted.code === 404);
  }

  #complain(what: string, pod: Pod, err: string): void {
    const fields = { podUID: pod.metadata.uid ?? '', pod: podKey(pod) };
    this.#context.log.error('status_manager.go:1041', what, err, fields);
  }
}

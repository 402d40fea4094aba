import { isStatus, leaseKind, nodeKind, podKind } from '../../api/index.ts';
import type { Lease, Node, Pod } from '../../api/index.ts';
import type { EventRecorder } from '../../client/event-recorder.ts';
import { Informer } from '../../client/informer.ts';
import type { Klog } from '../../client/klog.ts';
import { failureText, isFailure, ResourceClient } from '../../client/rest-resource.ts';
import type { RestClient } from '../../client/rest.ts';
import { formatRfc3339, SECOND, sleep, type Process, type Task } from '../../kernel/index.ts';
import {
  observe,
  readyOf,
  silenced,
  taintKeyOf,
  taintsFor,
  type NodeHealth,
} from './node-health.ts';

export interface LifecycleOptions {
  readonly log: Klog;
  readonly events: EventRecorder;
  /** How often to look. */
  readonly periodUs: number;
  /** How long a node may be silent. */
  readonly graceUs: number;
}

/** Nodes are given up one in ten seconds. Source: `--node-eviction-rate` 0.1 */
const EVICTION_PAUSE_US = 10 * SECOND;
/** From here on a cluster of up to 50 nodes gives up none. Source: `--unhealthy-zone-threshold` */
const UNHEALTHY_PERCENT = 55;

/** The loop. */
export class NodeLifecycle {
  readonly #process: Process;
  readonly #client: RestClient;
  readonly #options: LifecycleOptions;
  readonly #nodes: Informer<Node>;
  readonly #leases: Informer<Lease>;
  readonly #calls: ResourceClient<Node>;
  readonly #health = new Map<string, NodeHealth>();
  #evictedUs = -EVICTION_PAUSE_US;

  constructor(process: Process, client: RestClient, options: LifecycleOptions) {
    const { log } = options;
    this.#process = process;
    this.#client = client;
    this.#options = options;
    this.#nodes = new Informer(process, client, nodeKind, { log });
    this.#leases = new Informer(process, client, leaseKind, { namespace: 'kube-node-lease', log });
    this.#calls = new ResourceClient(client, nodeKind);
  }

  *run(): Task<void> {
    yield* this.#nodes.synced();
    yield* this.#leases.synced();
    for (;;) {
      const nodes = this.#nodes.lister.list();
      this.#forgetOthers(nodes);
      for (const node of nodes) yield* this.#check(node);
      yield* sleep(this.#options.periodUs);
    }
  }

  *#check(node: Node): Task<void> {
    const name = node.metadata.name!;
    const { nowUs } = this.#process;
    const before = this.#health.get(name);
    if (!before) this.#record(node, 'RegisteredNode', `Registered Node ${name} in Controller`);
    const health = observe(before, node, this.#leases.lister.get(name, 'kube-node-lease'), nowUs);
    this.#health.set(name, health);
    const isSilent = nowUs - health.heardUs > this.#options.graceUs;
    const conditions = isSilent ? silenced(node, nowUs) : undefined;
    const judged = conditions ? { ...node, status: { ...node.status, conditions } } : node;
    if (conditions) {
      const updated = yield* this.#calls.updateStatus(judged);
      if (isFailure(updated)) {
        this.#complain(node, failureText(updated));
        return;
      }
      const { heartbeat } = observe(undefined, updated, undefined, nowUs);
      this.#health.set(name, { ...health, heartbeat });
      if (readyOf(node)?.status === 'True') yield* this.#tellNotReady(node);
      yield* this.#taint(updated);
    } else yield* this.#taint(judged);
  }

  /** Says that a node has gone, and that its pods are not ready either. */
  *#tellNotReady(node: Node): Task<void> {
    const { name = '', uid = '' } = node.metadata;
    const { events } = this.#options;
    const message = `Node ${name} status is now: NodeNotReady`;
    events.record({ kind: 'Node', name, uid }, 'Normal', 'NodeNotReady', message);
    const pods = new ResourceClient<Pod>(this.#client, podKind);
    const list = yield* pods.list({ fieldSelector: `spec.nodeName=${name}`, resourceVersion: '0' });
    if (isFailure(list) || isStatus(list)) return;
    for (const pod of list.items) yield* this.#markNotReady(pod);
  }

  *#markNotReady({ metadata, status }: Pod): Task<void> {
    const { name = '', namespace = '', uid = '' } = metadata;
    const lastTransitionTime = formatRfc3339(this.#process.nowUs);
    const conditions = status?.conditions?.map((condition) =>
      condition.type === 'Ready' && condition.status === 'True'
        ? { ...condition, status: 'False', lastTransitionTime }
        : condition,
    );
    const pods = new ResourceClient<Pod>(this.#client, podKind, namespace);
    yield* pods.patch(name, { status: { conditions } }, 'merge', 'status');
    const about = { kind: 'Pod', namespace, name, uid };
    this.#options.events.record(about, 'Warning', 'NodeNotReady', 'Node is not ready');
  }

  *#taint(node: Node): Task<void> {
    const { nowUs } = this.#process;
    const key = taintKeyOf(node);
    const hasNoExecute = node.spec?.taints?.some(
      (taint) => taint.key === key && taint.effect === 'NoExecute',
    );
    const isTurn = nowUs - this.#evictedUs >= EVICTION_PAUSE_US && !this.#isWidespread();
    const mayEvict = key !== undefined && (hasNoExecute === true || isTurn);
    const taints = taintsFor(node, mayEvict, nowUs);
    if (taints === undefined) return;
    const { resourceVersion } = node.metadata;
    const patch = { metadata: { resourceVersion }, spec: { taints } };
    const patched = yield* this.#calls.patch(node.metadata.name!, patch, 'merge');
    if (isFailure(patched)) this.#complain(node, failureText(patched));
    else if (mayEvict && !hasNoExecute) this.#evictedUs = nowUs;
  }

  /** True where so many nodes are not ready that the fault may lie with us. */
  #isWidespread(): boolean {
    const nodes = this.#nodes.lister.list();
    const gone = nodes.filter((node) => readyOf(node)?.status !== 'True').length;
    const isMost = gone > 2 && gone * 100 >= UNHEALTHY_PERCENT * nodes.length;
    return isMost || gone === nodes.length;
  }

  #forgetOthers(nodes: readonly Node[]): void {
    const present = new Set(nodes.map(({ metadata }) => metadata.name));
    for (const name of this.#health.keys()) {
      if (present.has(name)) continue;
      this.#health.delete(name);
      const gone = { apiVersion: 'v1', kind: 'Node', metadata: { name } };
      this.#record(gone, 'RemovingNode', `Removing Node ${name} from Controller`);
    }
  }

  #record({ metadata: { name = '', uid = '' } }: Node, reason: string, what: string): void {
    const about = { kind: 'Node', name, uid };
    this.#options.events.record(about, 'Normal', reason, `Node ${name} event: ${what}`);
  }

  #complain({ metadata: { name = '' } }: Node, err: string): void {
    const node = { raw: JSON.stringify(name) };
    const what = 'Error updating node';
    this.#options.log.error('node_lifecycle_controller.go:968', what, err, { node });
  }
}

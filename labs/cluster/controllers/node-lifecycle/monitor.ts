import { nodeKind, type Lease, type Node, type NodeCondition, type Pod } from '../../api/index.ts';
import type { LoopContext } from '../../client/control-loop.ts';
import type { EventRecorder } from '../../client/event-recorder.ts';
import type { Lister } from '../../client/lister.ts';
import { failureText, isFailure, ResourceClient } from '../../client/rest-resource.ts';
import { MILLISECOND, sleep, wait, type Task } from '../../kernel/index.ts';
import { isExcluded, zoneOf } from './disruption.ts';
import { observe, readyCondition, withUnknownConditions, type NodeHealth } from './node-health.ts';
import { markPodsNotReady } from './pods.ts';
import { Zones } from './zones.ts';

/** Source: scheduler/rate_limited_queue.go `NodeHealthUpdateRetry`; `retrySleepTime` */
const TRIES_MAX = 5;
const PAUSE_US = 20 * MILLISECOND;

const FILE = 'node_lifecycle_controller.go';
const logger = 'node-lifecycle-controller';

/** What a look is at: copies of the server's collections. */
export interface Listers {
  readonly nodes: Lister<Node>;
  readonly leases: Lister<Lease>;
  readonly pods: Lister<Pod>;
}

/** Looks at all nodes, again and again. Source: `monitorNodeHealth` */
export class NodeMonitor {
  readonly #context: LoopContext;
  readonly #events: EventRecorder;
  readonly #listers: Listers;
  readonly #known = new Map<string, Node>();
  readonly #health = new Map<string, NodeHealth>();
  readonly #zones: Zones;
  /** Nodes whose pods could not all be marked. */
  readonly #unmarked = new Set<string>();

  constructor(context: LoopContext, events: EventRecorder, listers: Listers) {
    this.#context = context;
    this.#events = events;
    this.#listers = listers;
    this.#zones = new Zones(context, listers.nodes);
  }

  *look(): Task<void> {
    const nodes = this.#listers.nodes.list();
    yield* this.#meet(nodes);
    const conditions = new Map<string, (NodeCondition | undefined)[]>();
    const threads = nodes.map((node) =>
      this.#context.process.go(this.#lookAt(node, (seen) => addTo(conditions, seen))),
    );
    for (const thread of threads) yield* wait(thread.done);
    if ((yield* this.#zones.handleDisruption(nodes, conditions)) !== 'exit') return;
    const { nowUs } = this.#context.process;
    for (const [name, health] of this.#health) this.#health.set(name, { ...health, seenUs: nowUs });
  }

  /** Takes note of nodes that are new, and of those that have gone. */
  *#meet(nodes: readonly Node[]): Task<void> {
    const gone = new Map(this.#known);
    for (const node of nodes) {
      const { name = '' } = node.metadata;
      gone.delete(name);
      const isNew = !this.#known.has(name);
      this.#known.set(name, node);
      this.#zones.open(zoneOf(node));
      if (!isNew) continue;
      this.#tell(node, 'RegisteredNode', `event: Registered Node ${name} in Controller`);
      yield* this.#zones.markReachable(node);
    }
    for (const [name, node] of gone) {
      this.#tell(node, 'RemovingNode', `event: Removing Node ${name} from Controller`);
      this.#known.delete(name);
      this.#health.delete(name);
      this.#unmarked.delete(name);
      this.#zones.forget(node);
    }
  }

  /** Looks at one node, writes what has to be written, and says how it was. */
  *#lookAt(node: Node, onSeen: (node: Node) => void): Task<void> {
    const name = node.metadata.name ?? '';
    const observed = readyCondition(node)?.status ?? 'Unknown';
    const updated = yield* this.#updateHealth(node);
    if (!updated) return;
    onSeen(updated);
    const current = readyCondition(updated)?.status;
    if (current === undefined) return;
    yield* this.#zones.handle(updated, observed);
    const hasFallen = current !== 'True' && observed === 'True';
    if (hasFallen) this.#tell(updated, 'NodeNotReady', 'status is now: NodeNotReady');
    if (hasFallen || (this.#unmarked.has(name) && observed !== 'True')) {
      const pods = this.#listers.pods.list().filter(({ spec }) => spec.nodeName === name);
      if (!(yield* markPodsNotReady(this.#context, this.#events, pods))) {
        this.#unmarked.add(name);
        return;
      }
    }
    this.#unmarked.delete(name);
  }

  /** The node as it is now, by what is seen of it. Errors: undefined where nobody can be told. */
  *#updateHealth(node: Node): Task<Node | undefined> {
    const { client, log, process, settings } = this.#context;
    const name = node.metadata.name ?? '';
    const nodes = new ResourceClient(client, nodeKind);
    let current = node;
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const lease = this.#listers.leases.get(name, 'kube-node-lease');
      const before = this.#health.get(name);
      if (before === undefined) {
        const what = 'Missing timestamp for Node. Assuming now as a timestamp';
        log.info(`${FILE}:873`, what, { logger, node: name });
      }
      const health = observe(before, current, lease, process.nowUs);
      this.#health.set(name, health);
      if (process.nowUs <= health.seenUs + settings.nodeMonitorGraceUs) return current;
      const silent = withUnknownConditions(current, process.nowUs);
      if (readyCondition(current)?.status === 'Unknown') return silent;
      const updated = yield* nodes.updateStatus(silent);
      if (!isFailure(updated)) {
        const ready = readyCondition(updated);
        this.#health.set(name, { ...health, ready });
        return updated;
      }
      log.error(`${FILE}:974`, 'Error updating node', failureText(updated), { logger, node: name });
      yield* sleep(PAUSE_US);
      const again = yield* nodes.get(name);
      if (isFailure(again)) {
        this.#skip(name, failureText(again));
        return undefined;
      }
      current = again;
    }
    this.#skip(name, 'timed out waiting for the condition');
    return undefined;
  }

  #skip(name: string, err: string): void {
    const what = 'Update health of Node from Controller error, Skipping - no pods will be evicted';
    this.#context.log.error(`${FILE}:715`, what, err, { logger, node: name });
  }

  /** Shape: `about` follows the words `Node <name> ` */
  #tell({ metadata }: Node, reason: string, about: string): void {
    const { name = '', uid = '' } = metadata;
    const node = { kind: 'Node', apiVersion: 'v1', name, uid };
    this.#events.record(node, 'Normal', reason, `Node ${name} ${about}`);
  }
}

/** Adds a node to its zone, unless it is not to count. */
function addTo(conditions: Map<string, (NodeCondition | undefined)[]>, node: Node): void {
  if (isExcluded(node)) return;
  const zone = zoneOf(node);
  conditions.set(zone, [...(conditions.get(zone) ?? []), readyCondition(node)]);
}

import { nodeKind, type Lease, type Node, type NodeCondition, type Pod } from '../../api/index.ts';
import type { LoopContext } from '../../client/control-loop.ts';
import type { EventRecorder } from '../../client/event-recorder.ts';
import type { Lister } from '../../client/lister.ts';
import { failureText, isFailure, ResourceClient } from '../../client/rest-resource.ts';
import { MILLISECOND, sleep, wait, type Task } from '../../kernel/index.ts';
import { isExcluded, nextStep, rateFor, zoneOf, zoneState, type ZoneState } from './disruption.ts';
import { observe, readyCondition, withUnknownConditions, type NodeHealth } from './node-health.ts';
import { markPodsNotReady } from './pods.ts';
import { hasTaint, NOT_READY, swapTaints, UNREACHABLE, type TaintName } from './taints.ts';
import { TaintingQueue } from './tainting-queue.ts';

const notReady: TaintName = { key: NOT_READY, effect: 'NoExecute' };
const unreachable: TaintName = { key: UNREACHABLE, effect: 'NoExecute' };

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

interface Zone {
  state: ZoneState;
  readonly queue: TaintingQueue;
}

/** Looks at all nodes, again and again. Source: `monitorNodeHealth` */
export class NodeMonitor {
  readonly #context: LoopContext;
  readonly #events: EventRecorder;
  readonly #listers: Listers;
  readonly #known = new Map<string, Node>();
  readonly #health = new Map<string, NodeHealth>();
  readonly #zones = new Map<string, Zone>();
  /** Nodes whose pods could not all be marked. */
  readonly #unmarked = new Set<string>();

  constructor(context: LoopContext, events: EventRecorder, listers: Listers) {
    this.#context = context;
    this.#events = events;
    this.#listers = listers;
  }

  /** True where the last look found the node not ready. */
  isNotReady(name: string): boolean {
    const ready = this.#health.get(name)?.ready;
    return ready !== undefined && ready.status !== 'True';
  }

  *look(): Task<void> {
    const nodes = this.#listers.nodes.list();
    yield* this.#meet(nodes);
    const conditions = new Map<string, (NodeCondition | undefined)[]>();
    const threads = nodes.map((node) =>
      this.#context.process.go(this.#lookAt(node, (seen) => addTo(conditions, seen))),
    );
    for (const thread of threads) yield* wait(thread.done);
    yield* this.#handleDisruption(nodes, conditions);
  }

  /** Takes note of nodes that are new, and of those that have gone. */
  *#meet(nodes: readonly Node[]): Task<void> {
    const gone = new Map(this.#known);
    for (const node of nodes) {
      const { name = '' } = node.metadata;
      gone.delete(name);
      const isNew = !this.#known.has(name);
      this.#known.set(name, node);
      this.#openZone(zoneOf(node));
      if (!isNew) continue;
      this.#tell(node, 'RegisteredNode', `event: Registered Node ${name} in Controller`);
      yield* this.#markReachable(node);
    }
    for (const [name, node] of gone) {
      this.#tell(node, 'RemovingNode', `event: Removing Node ${name} from Controller`);
      this.#known.delete(name);
      this.#health.delete(name);
      this.#unmarked.delete(name);
      this.#zones.get(zoneOf(node))?.queue.remove(name);
    }
  }

  #openZone(zone: string): Zone {
    const known = this.#zones.get(zone);
    if (known) return known;
    const { log, process } = this.#context;
    const opened: Zone = { state: 'Initial', queue: new TaintingQueue(process) };
    this.#zones.set(zone, opened);
    log.info(`${FILE}:1221`, 'Initializing eviction metric for zone', { logger, zone });
    process.go(opened.queue.run((name) => this.#taintNoExecute(name)));
    return opened;
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
    yield* this.#handleTaints(updated, observed);
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

  /** Source: `processTaintBaseEviction` */
  *#handleTaints(node: Node, observed: NodeCondition['status']): Task<void> {
    if (observed === 'True') {
      yield* this.#markReachable(node);
      return;
    }
    const [wanted, opposite] =
      observed === 'Unknown' ? [unreachable, notReady] : [notReady, unreachable];
    const { name = '' } = node.metadata;
    if (hasTaint(node, opposite)) yield* swapTaints(this.#context, name, [wanted], [opposite]);
    else if (!hasTaint(node, wanted)) this.#openZone(zoneOf(node)).queue.add(name);
  }

  /** At its turn, a node gets its taint; unless it speaks again. */
  *#taintNoExecute(name: string): Task<boolean> {
    const node = this.#listers.nodes.get(name);
    const status = node && readyCondition(node)?.status;
    if (status === undefined || status === 'True') return true;
    const [add, remove] = status === 'Unknown' ? [unreachable, notReady] : [notReady, unreachable];
    return yield* swapTaints(this.#context, name, [add], [remove]);
  }

  *#markReachable(node: Node): Task<void> {
    const { name = '' } = node.metadata;
    this.#zones.get(zoneOf(node))?.queue.remove(name);
    const present = [unreachable, notReady].filter((taint) => hasTaint(node, taint));
    if (present.length > 0) yield* swapTaints(this.#context, name, [], present);
  }

  *#handleDisruption(
    nodes: readonly Node[],
    conditions: ReadonlyMap<string, readonly (NodeCondition | undefined)[]>,
  ): Task<void> {
    const { log, process } = this.#context;
    const before = new Map([...this.#zones].map(([zone, { state }]) => [zone, state]));
    const now = new Map([...conditions].map(([zone, of]) => [zone, zoneState(of)]));
    const step = nextStep(before, now);
    if (step.kind === 'none') return;
    if (step.kind === 'enter') {
      const what = 'Controller detected that all Nodes are not-Ready.';
      log.info(`${FILE}:1088`, `${what} Entering master disruption mode`, { logger });
      for (const node of nodes) yield* this.#markReachable(node);
    } else if (step.kind === 'exit') {
      const what = 'Controller detected that some Nodes are Ready.';
      log.info(`${FILE}:1108`, `${what} Exiting master disruption mode`, { logger });
      for (const [name, health] of this.#health) {
        this.#health.set(name, { ...health, seenUs: process.nowUs });
      }
    }
    for (const [name, state] of now) {
      const zone = this.#openZone(name);
      if (step.kind === 'adjust' && step.zones.includes(name)) {
        const what = 'Controller detected that zone is now in new state';
        log.info(`${FILE}:1067`, what, { logger, zone: name, newState: state });
      }
      const size = conditions.get(name)?.length ?? 0;
      zone.queue.setRate(step.kind === 'enter' ? 'never' : rateFor(state, size));
      zone.state = state;
    }
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

import type { Node, NodeCondition } from '../../api/index.ts';
import type { LoopContext } from '../../client/control-loop.ts';
import type { Lister } from '../../client/lister.ts';
import type { Task } from '../../kernel/index.ts';
import {
  nextStep,
  rateFor,
  zoneOf,
  zoneState,
  type DisruptionStep,
  type ZoneState,
} from './disruption.ts';
import { readyCondition } from './node-health.ts';
import { hasTaint, NOT_READY, swapTaints, UNREACHABLE, type TaintName } from './taints.ts';
import { TaintingQueue } from './tainting-queue.ts';

const notReady: TaintName = { key: NOT_READY, effect: 'NoExecute' };
const unreachable: TaintName = { key: UNREACHABLE, effect: 'NoExecute' };

const FILE = 'node_lifecycle_controller.go';
const logger = 'node-lifecycle-controller';

interface Zone {
  state: ZoneState;
  readonly queue: TaintingQueue;
}

/** Who gets the taint NoExecute, and when: each zone has its queue and its rate. */
export class Zones {
  readonly #context: LoopContext;
  readonly #nodes: Lister<Node>;
  readonly #zones = new Map<string, Zone>();

  constructor(context: LoopContext, nodes: Lister<Node>) {
    this.#context = context;
    this.#nodes = nodes;
  }

  /** The zone, which begins where it is new. */
  open(zone: string): Zone {
    const known = this.#zones.get(zone);
    if (known) return known;
    const { log, process } = this.#context;
    const opened: Zone = { state: 'Initial', queue: new TaintingQueue(process) };
    this.#zones.set(zone, opened);
    log.info(`${FILE}:1221`, 'Initializing eviction metric for zone', { logger, zone });
    process.go(opened.queue.run((name) => this.#taint(name)));
    return opened;
  }

  forget(node: Node): void {
    this.#zones.get(zoneOf(node))?.queue.remove(node.metadata.name ?? '');
  }

  /**
   * Sees to one node. What counts is how it was before this look, so a node that has just fallen
   * silent waits for the next one.
   *
   * Source: `processTaintBaseEviction`
   */
  *handle(node: Node, observed: NodeCondition['status']): Task<void> {
    if (observed === 'True') {
      yield* this.markReachable(node);
      return;
    }
    const [wanted, opposite] = taintsFor(observed);
    const { name = '' } = node.metadata;
    if (hasTaint(node, opposite)) yield* swapTaints(this.#context, name, [wanted], [opposite]);
    else if (!hasTaint(node, wanted)) this.open(zoneOf(node)).queue.add(name);
  }

  *markReachable(node: Node): Task<void> {
    this.forget(node);
    const present = [unreachable, notReady].filter((taint) => hasTaint(node, taint));
    if (present.length === 0) return;
    yield* swapTaints(this.#context, node.metadata.name ?? '', [], present);
  }

  /** At its turn, a node gets its taint; unless it speaks again. */
  *#taint(name: string): Task<boolean> {
    const node = this.#nodes.get(name);
    const status = node && readyCondition(node)?.status;
    if (status === undefined || status === 'True') return true;
    const [add, remove] = taintsFor(status);
    return yield* swapTaints(this.#context, name, [add], [remove]);
  }

  /** Gives each zone the rate that its state asks for, and says what kind of change that was. */
  *handleDisruption(
    nodes: readonly Node[],
    conditions: ReadonlyMap<string, readonly (NodeCondition | undefined)[]>,
  ): Task<DisruptionStep['kind']> {
    const before = new Map([...this.#zones].map(([zone, { state }]) => [zone, state]));
    const now = new Map([...conditions].map(([zone, of]) => [zone, zoneState(of)]));
    const step = nextStep(before, now);
    if (step.kind === 'none') return 'none';
    this.#logStep(step, now);
    if (step.kind === 'enter') {
      for (const node of nodes) yield* this.markReachable(node);
    }
    for (const [name, state] of now) {
      const zone = this.open(name);
      const size = conditions.get(name)?.length ?? 0;
      zone.queue.setRate(step.kind === 'enter' ? 'never' : rateFor(state, size));
      zone.state = state;
    }
    return step.kind;
  }

  #logStep(step: DisruptionStep, now: ReadonlyMap<string, ZoneState>): void {
    const { log } = this.#context;
    if (step.kind === 'enter') {
      const what = 'Controller detected that all Nodes are not-Ready.';
      log.info(`${FILE}:1088`, `${what} Entering master disruption mode`, { logger });
    } else if (step.kind === 'exit') {
      const what = 'Controller detected that some Nodes are Ready.';
      log.info(`${FILE}:1108`, `${what} Exiting master disruption mode`, { logger });
    } else if (step.kind === 'adjust') {
      for (const zone of step.zones) {
        const what = 'Controller detected that zone is now in new state';
        log.info(`${FILE}:1067`, what, { logger, zone, newState: now.get(zone)! });
      }
    }
  }
}

/** Shape: the taint of a node that is not ready in this way, and the one that it replaces */
function taintsFor(status: 'False' | 'Unknown'): [TaintName, TaintName] {
  return status === 'Unknown' ? [unreachable, notReady] : [notReady, unreachable];
}

import { nodeKind, type Node } from '../api/index.ts';
import { failureText, isFailure, ResourceClient } from '../client/rest-resource.ts';
import { RestError, type RestClient } from '../client/rest.ts';
import { MILLISECOND, SECOND, sleep, type Task } from '../kernel/index.ts';
import type { KubeletContext } from './kubelet-context.ts';
import { hasNodeChanged, makeNode, makeNodeStatus } from './node-object.ts';

const FIRST_STEP_US = 100 * MILLISECOND;
const LONGEST_STEP_US = 7 * SECOND;
/** Source: kubelet.go `nodeStatusUpdateRetry` */
const TRIES_MAX = 5;
/** What is told of a node at each try to register it. Source: nodestatus/setters.go */
const FIRST_REASONS = ['NodeHasSufficientMemory', 'NodeHasNoDiskPressure', 'NodeHasSufficientPID'];

/**
 * Registers the Node, then reports every 10 s how it is: at once where something has changed, and
 * at least every 5 minutes. That the machine lives is said by its Lease, see node-lease.ts.
 *
 * Source: pkg/kubelet/kubelet_node_status.go
 */
export class NodeStatusReporter {
  /** The Node as the server has it. */
  node: Node | undefined;
  readonly #context: KubeletContext;
  readonly #nodes: ResourceClient<Node>;
  readonly #client: RestClient;
  readonly #fault: () => string | undefined;
  #reportedUs = 0;
  #hasTold = false;
  #toldBootId: string | undefined;

  constructor(context: KubeletContext, client: RestClient, fault: () => string | undefined) {
    this.#context = context;
    this.#client = client;
    this.#fault = fault;
    this.#nodes = new ResourceClient(client, nodeKind, undefined, context.settings.statusUpdateUs);
  }

  *run(): Task<void> {
    const { log, process, settings } = this.#context;
    yield* this.#register();
    for (;;) {
      if (!(yield* this.#update())) {
        const err = 'update node status exceeds retry count';
        log.error('kubelet_node_status.go:561', 'Unable to update node status', err);
      }
      const jitterUs = process.random.int(0, Math.floor(settings.statusUpdateUs / 25));
      yield* sleep(settings.statusUpdateUs + jitterUs);
    }
  }

  *#register(): Task<void> {
    const { log, settings } = this.#context;
    const node = { raw: JSON.stringify(settings.nodeName) };
    let stepUs = FIRST_STEP_US;
    for (;;) {
      yield* sleep(stepUs);
      stepUs = Math.min(stepUs * 2, LONGEST_STEP_US);
      log.info('kubelet_node_status.go:75', 'Attempting to register node', { node });
      for (const reason of FIRST_REASONS) this.#tell(reason);
      const created = yield* this.#nodes.create(makeNode(this.#context, this.#fault()));
      if (!isFailure(created)) {
        log.info('kubelet_node_status.go:78', 'Successfully registered node', { node });
        this.node = created;
        this.#reportedUs = this.#context.process.nowUs;
        return;
      }
      if (!(created instanceof RestError) && created.reason === 'AlreadyExists') {
        log.info('kubelet_node_status.go:123', 'Node was previously registered', { node });
        this.#hasTold = true;
        return;
      }
      const what = 'Unable to register node with API server';
      log.error('kubelet_node_status.go:107', what, failureText(created), { node });
    }
  }

  /** Shape: false where no try got through */
  *#update(): Task<boolean> {
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const fault = yield* this.#tryUpdate(tries);
      if (fault === undefined) return true;
      if (tries > 0) this.#client.close();
      const what = 'Error updating node status, will retry';
      this.#context.log.error('kubelet_node_status.go:548', what, fault);
    }
    return false;
  }

  *#tryUpdate(tries: number): Task<string | undefined> {
    const { process, settings } = this.#context;
    const { nodeName } = settings;
    const found = yield* this.#nodes.get(nodeName, tries === 0 ? { resourceVersion: '0' } : {});
    if (isFailure(found)) return `error getting node "${nodeName}": ${failureText(found)}`;
    this.node = found;
    const fault = this.#fault();
    const status = makeNodeStatus(this.#context, fault, found.status);
    this.#tellReboot(found, status);
    this.#tellChange(found, fault === undefined);
    const isDue = process.nowUs - this.#reportedUs >= settings.statusReportUs;
    if (!isDue && !hasNodeChanged(found.status, status)) return undefined;
    const patched = yield* this.#nodes.patch(nodeName, { status }, 'merge', 'status');
    if (isFailure(patched)) {
      return `failed to patch status for node "${nodeName}": ${failureText(patched)}`;
    }
    this.node = patched;
    this.#reportedUs = process.nowUs;
    return undefined;
  }

  /** A node that is new is told of once; one that is not, where somebody took it for another. */
  #tellChange({ status }: Node, isReady: boolean): void {
    const before = status?.conditions?.find(({ type }) => type === 'Ready')?.status;
    if (this.#hasTold && before === (isReady ? 'True' : 'False')) return;
    this.#hasTold = true;
    this.#tell(isReady ? 'NodeReady' : 'NodeNotReady');
  }

  /** Source: nodestatus/setters.go `MachineInfo` */
  #tellReboot({ status: before }: Node, { nodeInfo }: NonNullable<Node['status']>): void {
    const [old, bootId = ''] = [before?.nodeInfo?.['bootID'], nodeInfo?.['bootID']];
    if (old === undefined || old === bootId || this.#toldBootId === bootId) return;
    this.#toldBootId = bootId;
    const { nodeName: name } = this.#context.settings;
    const message = `Node ${name} has been rebooted, boot id: ${bootId}`;
    this.#record('Warning', 'Rebooted', message);
  }

  #tell(reason: string): void {
    const { nodeName: name } = this.#context.settings;
    this.#record('Normal', reason, `Node ${name} status is now: ${reason}`);
  }

  #record(type: 'Normal' | 'Warning', reason: string, message: string): void {
    const { events, settings } = this.#context;
    const { nodeName: name } = settings;
    events?.record({ kind: 'Node', name, uid: name }, type, reason, message);
  }
}

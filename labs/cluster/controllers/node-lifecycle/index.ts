/**
 * The node lifecycle controller: nodes that fall silent.
 *
 * A kubelet says that its machine lives by renewing a Lease every 10 s, and how it is in the Node's
 * status. This loop looks every 5 s whether either has changed, by its own clock and not by the
 * times that are written there. After 50 s without a change it writes `Unknown` into the conditions
 * in the kubelet's place: the node is NotReady.
 *
 *     Lease, Node ──▶ NodeHealth ──▶ conditions Unknown ──▶ taint NoSchedule     at once
 *                                        │                  pods' Ready: False   at once
 *                                        └─▶ zone's queue ─▶ taint NoExecute     one in 10 s
 *
 * The taint NoExecute is what makes pods leave (see taint-eviction), so it is handed out slowly,
 * more slowly in a zone of which much is silent, and not at all where every node is: then it is
 * more likely the controller that has been cut off. When a node speaks again, all is taken back.
 *
 * `monitor.ts` is the loop, `node-health.ts` what is remembered of each node, `disruption.ts` how
 * a zone is, `zones.ts` and `tainting-queue.ts` who gets NoExecute and when, `condition-taints.ts`
 * NoSchedule, `taints.ts` and `pods.ts` the writing.
 *
 * What it leaves out: the labels `beta.kubernetes.io/…`, pods that are bound to a node which is
 * silent already, metrics, a limit of eight nodes at a time.
 *
 * Source:  pkg/controller/nodelifecycle/node_lifecycle_controller.go;
 *          pkg/controller/util/node/controller_utils.go
 */
import { leaseKind, nodeKind, podKind } from '../../api/index.ts';
import type { ControlLoop } from '../../client/control-loop.ts';
import { allSynced } from '../../client/shared-informers.ts';
import { sleep } from '../../kernel/index.ts';
import { NodeMonitor } from './monitor.ts';
import { keepConditionTaints } from './condition-taints.ts';

const LEASE_NAMESPACE = 'kube-node-lease';
const logger = { logger: 'node-lifecycle-controller' };

export const nodeLifecycleLoop: ControlLoop = {
  name: 'node-lifecycle-controller',
  *start(context) {
    const { informers, log, process, settings } = context;
    const nodes = informers.of(nodeKind);
    const pods = informers.of(podKind);
    const leases = informers.of(leaseKind, LEASE_NAMESPACE);
    log.info('node_lifecycle_controller.go:419', 'Controller will reconcile labels', logger);
    log.info('node_lifecycle_controller.go:453', 'Sending events to api server', logger);
    log.info('node_lifecycle_controller.go:464', 'Starting node controller', logger);
    yield* allSynced(leases, nodes, pods);
    const events = context.eventsOf('node-controller');
    const monitor = new NodeMonitor(context, events, {
      nodes: nodes.lister,
      leases: leases.lister,
      pods: pods.lister,
    });
    process.go(keepConditionTaints(context, nodes));
    for (;;) {
      yield* monitor.look();
      yield* sleep(settings.nodeMonitorPeriodUs);
    }
  },
};

/*
 * The node lifecycle controller: it notices when a machine is gone.
 *
 * A machine without power tells nobody. What tells is silence: a node's Lease that was not renewed for
 * 50 seconds. Then this loop, which looks every five seconds, writes Unknown into the node's
 * conditions, in the place of the kubelet that can't, and taints the node: nothing new is scheduled
 * there (NoSchedule), and pods that do not tolerate it are to go (NoExecute).
 *
 * When half of the cluster falls silent at once, the fault is more likely ours than theirs: then no
 * pods are driven out.
 *
 * `node-health.ts` says how a node is; `node-lifecycle.ts` is the loop.
 *
 * What it leaves out: zones (all nodes are in one), the eviction of pods by their tolerations (a loop
 * of its own upstream), taints for pressure, podCIDRs.
 *
 * Source: Kubernetes v1.36 pkg/controller/nodelifecycle/node_lifecycle_controller.go
 */
export { NodeLifecycle } from './node-lifecycle.ts';

/*
 * The controller manager: one program that runs the cluster's control loops.
 *
 * A control loop watches objects through the API server, compares what is with what ought to be,
 * and writes the next small step back through the API server. It keeps nothing that could not be
 * read again, so it may die at any moment and another may go on. Several controller managers run,
 * one on each control-plane machine, and one of them works: the one that holds the Lease
 * kube-system/kube-controller-manager. Who cannot renew it for ten seconds ends itself, for
 * somebody else may hold it by now.
 *
 *     kube-controller-manager.ts ── flags, health, the election; starts the loops
 *       node-lifecycle/          nodes that fall silent: conditions, taints
 *       taint-eviction/          pods that may not stay on such a node
 *       namespace/               namespaces under deletion: their content, then their finalizer
 *
 * A loop is a ControlLoop (client/control-loop.ts): a name, and a thread that is given the client
 * and the shared informers. A new one is a folder here and a line in `kube-controller-manager.ts`.
 *
 * What it leaves out: the loops of kinds that there are not yet, node IPAM (podCIDRs), garbage
 * collection of pods and owners; service accounts for the loops, metrics, and the check of who asks
 * at 10257. The lease is not given back on SIGTERM, as it is not in v1.36 by default.
 *
 * Source: Kubernetes v1.36 cmd/kube-controller-manager/app/controllermanager.go; waits as recorded
 */
export {
  controllerManagerImages,
  controllerManagerPrograms,
  kubeControllerManager,
  makeKubeControllerManager,
  type ControllerManagerView,
} from './kube-controller-manager.ts';

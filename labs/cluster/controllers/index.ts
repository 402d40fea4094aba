/*
 * Controllers: the control loops of Kubernetes.
 *
 * A controller watches objects through the API server, compares what is with what ought to be,
 * and writes the next small step back through the API server. Nothing else: it keeps no state of
 * its own that could not be read again, so it may die at any moment and another may go on.
 *
 * One program, kube-controller-manager, carries them all. On a cluster with several control-plane
 * machines each runs one, and they elect a leader by a Lease: only the leader's loops run, since
 * two hands that each put right what the other has done would never rest.
 *
 *   manager/          the program: flags, health, the election, the loops' start
 *   node-lifecycle/   nodes that fall silent: conditions, taints, the eviction of their pods
 *   namespace/        namespaces under deletion: their content, then their finalizer
 */
export {};

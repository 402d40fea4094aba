/*
 * The controller manager: one program that runs the cluster's control loops.
 *
 * Each loop watches objects and works until the world is as they say. Several controller managers run,
 * one on each control-plane machine, and one of them works: the one that holds the Lease
 * kube-system/kube-controller-manager. Who cannot renew it for ten seconds ends itself, for somebody
 * else may hold it by now.
 *
 * `kube-controller-manager.ts` is the program; every loop has a folder of its own.
 *
 * What it leaves out: all loops but the node lifecycle, so far; health by loop, metrics, and the
 * check of who asks at 10257.
 *
 * Source: Kubernetes v1.36 cmd/kube-controller-manager/app/controllermanager.go
 */
export { kubeControllerManager } from './kube-controller-manager.ts';

/*
 * The kubelet: the agent on every machine of a cluster.
 *
 * It makes the pods of its machine be what they should be. Pods come from two places: from the API,
 * where a scheduler has bound them to this node, and from files in a folder, which need no API at
 * all. A control plane starts from such files: etcd, the API server and the controllers are *static
 * pods*.
 *
 *     /etc/kubernetes/manifests ── StaticPods ──┐                   ┌── Prober (http)
 *     API server ── watchPods ──────────────────┴── PodWorkers ── PodWorker ── syncPod ── runtime
 *                     ▲  ▲  ▲                            ▲            │
 *                     │  │  └── ApiPods: status, mirrors ┼────────────┘
 *                     │  └── NodeStatusReporter          └── Pleg: what started, what died
 *                     └── NodeLease
 *
 * Nothing on the left half waits for the API: with every API server dead, static pods go on, are
 * probed, and are started again with growing pauses. What could not be told is told later.
 *
 * `runtime/` is containerd. `kubelet.ts` is the program that ties the parts together.
 *
 * What it leaves out: volumes, init containers, networks for pods (all are on the host's), exec,
 * logs and port-forward over 10250, eviction, resource managers, image garbage collection,
 * bootstrap and rotation of certificates.
 *
 * Source: Kubernetes v1.36 pkg/kubelet; cmd/kubelet/app/server.go for the start
 */
export { kubelet, type KubeletView } from './kubelet.ts';
export { makeContainerd, SOCKET_PATH, type ContainerRuntime } from './runtime/index.ts';
export { containerdUnit, kubeletUnit } from './units.ts';

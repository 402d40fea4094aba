/*
 * The container runtime: containerd, as far as a kubelet can tell.
 *
 * In Kubernetes the kubelet starts no container itself. It asks a runtime over the Container
 * Runtime Interface (CRI), on a Unix socket of its own machine. A pod is a *sandbox* (with
 * containerd: a `pause` process under a shim) and containers in it, each of which is a process of
 * the machine. The shim watches them and writes their output to files, so containerd itself can be
 * restarted without any container noticing.
 *
 * Here likewise: `containerd.ts` is the program; it serves a `ContainerRuntime` at SOCKET_PATH.
 * Images are a table of programs. `container-store.ts` is what it keeps on its disk, `container.ts`
 * the records, `cri-log-stream.ts` the log files under /var/log/pods.
 *
 * What it leaves out: registries (an image is there or is not), layers, file systems, namespaces
 * and cgroups of their own (every pod is on the host's network and sees the host's files), exec.
 *
 * Source: containerd 1.7 internal/cri; CRI api.proto; runc's error texts
 */
export { makeContainerd } from './containerd.ts';
export type { Container, ContainerSpec, Sandbox } from './container.ts';
export { SOCKET_PATH, type ContainerRuntime } from './container-runtime.ts';

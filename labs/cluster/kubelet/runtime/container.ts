import type { Environment, Process } from '../../kernel/index.ts';

/** What a pod is to the runtime: who it is, and where its logs go. */
export interface SandboxSpec {
  readonly podUid: string;
  readonly name: string;
  readonly namespace: string;
  readonly attempt: number;
  /** Shape: `/var/log/pods/kube-system_etcd-cp-1_<uid>` */
  readonly logFolder: string;
}

/** A pod's room: as long as it is ready, containers can be started in it. */
export interface Sandbox extends SandboxSpec {
  readonly id: string;
  readonly createdAtUs: number;
  readonly shim: Process;
  readonly pause: Process;
}

export interface ContainerSpec {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly env: Environment;
  /** How often the kubelet had started this container before. */
  readonly attempt: number;
  /** Changes when the pod's spec of the container does. */
  readonly hash: string;
}

/** One run of a container. A new start makes a new one. */
export interface Container extends ContainerSpec {
  readonly id: string;
  readonly sandbox: Sandbox;
  readonly logPath: string;
  readonly createdAtUs: number;
  state: 'created' | 'running' | 'exited';
  process: Process | undefined;
  startedAtUs: number;
  finishedAtUs: number;
  exitCode: number;
  /** Shape: `Completed`, `Error`, `StartError`, `Unknown` */
  reason: string;
  message: string;
}

/** True while containers can run in it: its `pause` process lives. */
export function isReady({ pause }: Sandbox): boolean {
  return pause.state !== 'exited';
}

import { formatRfc3339 } from '../../cluster/kernel/index.ts';
import type { Container } from '../../cluster/kubelet/runtime/index.ts';
import { imageId } from './rows.ts';

/**
 * What is known of a container, as CRI's ContainerStatus has it.
 *
 * Differs: `info` holds only the process id
 */
export function formatInspect(container: Container): string {
  const { attempt, createdAtUs, exitCode, finishedAtUs, id, image, logPath, name } = container;
  const { message, process, reason, sandbox, startedAtUs, state } = container;
  const time = (us: number): string => (us === 0 ? '0001-01-01T00:00:00Z' : formatRfc3339(us, 6));
  const status = {
    annotations: {},
    createdAt: time(createdAtUs),
    exitCode,
    finishedAt: time(finishedAtUs),
    id,
    image: { image },
    imageRef: `sha256:${imageId(image)}`,
    labels: {
      'io.kubernetes.container.name': name,
      'io.kubernetes.pod.name': sandbox.name,
      'io.kubernetes.pod.namespace': sandbox.namespace,
      'io.kubernetes.pod.uid': sandbox.podUid,
    },
    logPath,
    message,
    metadata: { attempt, name },
    mounts: [],
    reason,
    startedAt: time(startedAtUs),
    state: `CONTAINER_${state.toUpperCase()}`,
  };
  const info = { pid: state === 'running' ? (process?.pid ?? 0) : 0, sandboxID: sandbox.id };
  return `${JSON.stringify({ info, status }, undefined, 2)}\n`;
}

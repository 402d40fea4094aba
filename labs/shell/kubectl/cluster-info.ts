import type { KubeList } from '../../cluster/api/index.ts';
import type { Task } from '../../cluster/kernel/index.ts';
import { Failure } from './failure.ts';
import type { Session } from './session.ts';

const MORE = "\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n";

/**
 * Source:  kubectl pkg/cmd/clusterinfo/clusterinfo.go
 * Differs: the lab has no services, so none is listed; a server without that resource counts as one
 *          without cluster services
 */
export function* clusterInfo(session: Session): Task<number | Failure> {
  const client = yield* session.client();
  if (client instanceof Failure) return client;
  const query = { labelSelector: 'kubernetes.io/cluster-service=true' };
  const path = '/api/v1/namespaces/kube-system/services';
  const services = yield* client.get<KubeList>(path, query);
  const { process } = session;
  const failed = services instanceof Failure && !services.isNotFound ? services : undefined;
  if (!failed) {
    const paint = (colour: number, text: string): string =>
      process.streams[1]?.terminal ? `\u001b[0;${colour}m${text}\u001b[0m` : text;
    const [what, where] = [paint(32, 'Kubernetes control plane'), paint(33, client.server)];
    yield* process.print(`${what} is running at ${where}\n`);
  }
  yield* process.print(MORE);
  return failed ?? 0;
}

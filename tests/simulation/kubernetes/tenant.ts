import { namespaceKind } from '../../../labs/cluster/api/index.ts';
import { restConfigOf } from '../../../labs/cluster/client/kubeconfig.ts';
import { ResourceClient } from '../../../labs/cluster/client/rest-resource.ts';
import { RestClient } from '../../../labs/cluster/client/rest.ts';
import {
  SECOND,
  sleep,
  type Process,
  type Program,
  type Task,
} from '../../../labs/cluster/kernel/index.ts';
import { machineOf } from '../../../labs/cluster/machine/index.ts';

const PATIENCE_US = 5 * SECOND;
const STAY_US = 2 * SECOND;

/**
 * Somebody who makes namespaces and deletes them again, at one API server or another: so that the
 * controller managers always have something to do, as only their leader may end a namespace.
 */
export function tenantProgram(servers: readonly string[], untilUs: number): Program {
  return function* (process) {
    for (let number = 1; process.nowUs < untilUs; number++) {
      yield* moveInAndOut(process, process.random.pick(servers), `tenant-${number}`);
    }
    return 0;
  };
}

function* moveInAndOut(process: Process, via: string, name: string): Task<void> {
  const server = `https://${via}:6443`;
  const config = restConfigOf(machineOf(process), '/root/.kube/config', 'tenant', { server });
  if (typeof config === 'string') throw new Error(config);
  const client = new RestClient(process, config);
  const namespaces = new ResourceClient(client, namespaceKind, undefined, PATIENCE_US);
  yield* namespaces.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  yield* sleep(process.random.int(0, STAY_US));
  yield* namespaces.delete(name);
  client.close();
}

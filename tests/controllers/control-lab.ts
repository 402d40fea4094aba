import {
  encodeBase64,
  encodeCertificate,
  encodeKey,
  leaseKind,
  nodeKind,
  type KubeList,
  type KubeObject,
  type Lease,
  type Node,
} from '../../labs/cluster/api/index.ts';
import { isFailure, ResourceClient } from '../../labs/cluster/client/rest-resource.ts';
import { RestClient } from '../../labs/cluster/client/rest.ts';
import {
  kubeControllerManager,
  type ControllerManagerView,
} from '../../labs/cluster/controllers/index.ts';
import {
  formatRfc3339,
  NullStream,
  SECOND,
  sleep,
  type Process,
  type Task,
} from '../../labs/cluster/kernel/index.ts';
import { authority, sign } from '../api/certificates.ts';
import { ApiLab, type ControlPlane } from '../apiserver/harness.ts';

const KUBECONFIG = '/etc/kubernetes/controller-manager.conf';
const manager = sign({ commonName: 'system:kube-controller-manager', organizations: [] });

/** Collects what a program says. */
class Log extends NullStream {
  text = '';
  override *write(text: string): Task<undefined> {
    this.text += text;
    return undefined;
  }
}

export interface Manager {
  readonly process: Process;
  readonly log: Log;
}

/** A kubelet as far as others can see: a Node and a Lease that is renewed. */
export interface Kubelet {
  /** False: it says nothing any more. */
  isAlive: boolean;
  /** What it reports while it is alive. */
  status: 'True' | 'False';
  readonly process: Process;
}

/** API servers with controller managers beside them, and kubelets that are mere voices. */
export class ControlLab extends ApiLab {
  /** Starts a controller manager that asks its own machine's API server. */
  startManager(at: ControlPlane = this.node, ...flags: string[]): Manager {
    const pem = (text: string): string => encodeBase64(text);
    at.machine.install(
      KUBECONFIG,
      `apiVersion: v1
kind: Config
clusters:
- name: c
  cluster:
    server: https://${at.machine.name}:6443
    certificate-authority-data: ${pem(encodeCertificate(authority))}
users:
- name: u
  user:
    client-certificate-data: ${pem(encodeCertificate(manager))}
    client-key-data: ${pem(encodeKey({ keyId: manager.keyId }))}
contexts:
- name: x
  context: {cluster: c, user: u}
current-context: x
`,
    );
    const argv = ['kube-controller-manager', `--kubeconfig=${KUBECONFIG}`, ...flags];
    argv.push(`--authentication-kubeconfig=${KUBECONFIG}`, '--bind-address=127.0.0.1');
    const log = new Log();
    const streams = [new NullStream(), log, log];
    const process = at.machine.spawn({ program: kubeControllerManager, argv, streams });
    return { process, log };
  }

  isLeader({ process }: Manager): boolean {
    const view = process.view?.() as ControllerManagerView | undefined;
    return process.state !== 'exited' && view?.isLeader === true;
  }

  startKubelet(name: string, labels: Record<string, string> = {}): Kubelet {
    const config = this.config('admin', this.node);
    const kubelet = { isAlive: true, status: 'True' as const };
    const process = this.workstation.spawn({
      argv: ['kubelet'],
      streams: [],
      program: (own) => speak(own, new RestClient(own, config), name, labels, kubelet),
    });
    return Object.assign(kubelet, { process });
  }

  list<T extends KubeObject>(path: string): T[] {
    return (JSON.parse(this.request('GET', path).body) as KubeList<T>).items;
  }

  nodeNamed(name: string): Node {
    return JSON.parse(this.request('GET', `/api/v1/nodes/${name}`).body) as Node;
  }

  readiness(name: string): string | undefined {
    return this.nodeNamed(name).status?.conditions?.find(({ type }) => type === 'Ready')?.status;
  }

  /** Shape: `node.kubernetes.io/unreachable:NoExecute`, sorted */
  taints(name: string): string[] {
    const taints = this.nodeNamed(name).spec?.taints ?? [];
    return taints.map(({ key, effect }) => `${key}:${effect}`).sort();
  }

  /** Units: seconds until it held, to 0.1 s. Asks by requests. */
  secondsUntil(holds: () => boolean, limit: number): number {
    const startUs = this.kernel.nowUs;
    while (!holds()) {
      if (this.kernel.nowUs - startUs > limit * SECOND) throw new Error(`not within ${limit} s`);
      this.run(0.1);
    }
    return (this.kernel.nowUs - startUs) / SECOND;
  }

  createPod(name: string, nodeName: string, tolerations: object[] = []): void {
    const body = {
      metadata: { name },
      spec: { nodeName, tolerations, containers: [{ name: 'app', image: 'app' }] },
    };
    const pods = '/api/v1/namespaces/default/pods';
    const { status } = this.request('POST', pods, { body });
    if (status !== 201) throw new Error(`pod ${name}: ${status}`);
    const patch = { status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] } };
    const contentType = 'application/merge-patch+json';
    this.request('PATCH', `${pods}/${name}/status`, { body: patch, contentType });
  }
}

function* speak(
  process: Process,
  client: RestClient,
  name: string,
  labels: Record<string, string>,
  kubelet: Pick<Kubelet, 'isAlive' | 'status'>,
): Task<number> {
  const nodes = new ResourceClient(client, nodeKind);
  const leases = new ResourceClient(client, leaseKind, 'kube-node-lease');
  const node: Node = { apiVersion: 'v1', kind: 'Node', metadata: { name, labels } };
  yield* nodes.create(node);
  const metadata = { name, namespace: 'kube-node-lease' };
  const lease: Lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata };
  let isTold = '';
  for (;;) {
    if (kubelet.isAlive) {
      const now = formatRfc3339(process.nowUs);
      const spec = { renewTime: formatRfc3339(process.nowUs, 6), holderIdentity: name };
      const renewed = yield* leases.update({ ...lease, spec });
      if (isFailure(renewed)) yield* leases.create({ ...lease, spec });
      const ready = nodeReady(kubelet.status, now);
      if (isTold !== kubelet.status) {
        yield* nodes.patch(name, { status: { conditions: ready } }, 'strategic', 'status');
      }
    }
    isTold = kubelet.isAlive ? kubelet.status : '';
    yield* sleep(10 * SECOND);
  }
}

function nodeReady(status: 'True' | 'False', now: string): object[] {
  const times = { lastHeartbeatTime: now, lastTransitionTime: now };
  const pressures = ['MemoryPressure', 'DiskPressure', 'PIDPressure'];
  return [
    { type: 'Ready', status, reason: status === 'True' ? 'KubeletReady' : 'KubeletNotReady' },
    ...pressures.map((type) => ({ type, status: 'False', reason: 'KubeletHasEnough' })),
  ].map((condition) => ({ ...condition, ...times }));
}

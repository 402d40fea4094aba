import { kubeApiserver } from '../../labs/cluster/apiserver/apiserver.ts';
import { kinds, type KubeObject, type Subject } from '../../labs/cluster/api/index.ts';
import { RestClient } from '../../labs/cluster/client/rest.ts';
import { ResourceClient } from '../../labs/cluster/client/rest-resource.ts';
import { kubeControllerManager } from '../../labs/cluster/controllers/index.ts';
import { etcdPrograms } from '../../labs/cluster/etcd/index.ts';
import { Kernel, SECOND, type Program, type Task } from '../../labs/cluster/kernel/index.ts';
import {
  containerdUnit,
  kubelet,
  kubeletUnit,
  makeContainerd,
} from '../../labs/cluster/kubelet/index.ts';
import { Machine } from '../../labs/cluster/machine/index.ts';
import { authority, pemFiles, sign } from '../api/certificates.ts';

const PKI = '/etc/kubernetes/pki';

const images = new Map<string, Program>([
  ['registry.k8s.io/etcd:3.5.30-0', etcdPrograms.get('/usr/bin/etcd')!],
  ['registry.k8s.io/kube-apiserver:v1.36.3', kubeApiserver],
  ['registry.k8s.io/kube-controller-manager:v1.36.3', kubeControllerManager],
]);

function manifest(name: string, tag: string, args: readonly string[], probes = ''): string {
  return `apiVersion: v1
kind: Pod
metadata:
  labels: {component: ${name}, tier: control-plane}
  name: ${name}
  namespace: kube-system
spec:
  hostNetwork: true
  priorityClassName: system-node-critical
  containers:
  - name: ${name}
    image: registry.k8s.io/${name}:${tag}
    command: ${JSON.stringify([name, ...args])}
${probes}`;
}

function httpsProbe(kind: string, path: string, port: number, period: number, failures: number) {
  const host = port === 6443 ? '10.0.0.21' : '127.0.0.1';
  return `    ${kind}:
      httpGet: {host: ${host}, path: ${path}, port: ${port}, scheme: HTTPS}
      periodSeconds: ${period}
      timeoutSeconds: 15
      failureThreshold: ${failures}
`;
}

export const manifests: Readonly<Record<string, string>> = {
  'etcd.yaml': manifest('etcd', '3.5.30-0', [
    ...['--name=cp-1', '--data-dir=/var/lib/etcd', '--listen-peer-urls=http://10.0.0.21:2380'],
    ...['--initial-advertise-peer-urls=http://10.0.0.21:2380'],
    '--listen-client-urls=http://10.0.0.21:2379,http://127.0.0.1:2379',
    ...['--advertise-client-urls=http://10.0.0.21:2379'],
    '--initial-cluster=cp-1=http://10.0.0.21:2380',
  ]),
  'kube-apiserver.yaml': manifest(
    'kube-apiserver',
    'v1.36.3',
    [
      ...['--advertise-address=10.0.0.21', '--etcd-servers=http://127.0.0.1:2379'],
      ...[`--client-ca-file=${PKI}/ca.crt`, `--tls-cert-file=${PKI}/apiserver.crt`],
      ...[`--tls-private-key-file=${PKI}/apiserver.key`, '--authorization-mode=Node,RBAC'],
    ],
    httpsProbe('startupProbe', '/livez', 6443, 10, 24) +
      httpsProbe('livenessProbe', '/livez', 6443, 10, 8) +
      httpsProbe('readinessProbe', '/readyz', 6443, 1, 3),
  ),
  'kube-controller-manager.yaml': manifest(
    'kube-controller-manager',
    'v1.36.3',
    ['--kubeconfig=/etc/kubernetes/controller-manager.conf', '--leader-elect=true'],
    httpsProbe('livenessProbe', '/healthz', 10_257, 10, 8),
  ),
};

function kubeconfig(user: string): string {
  return `apiVersion: v1
kind: Config
clusters: [{name: k, cluster: {server: "https://cp-1:6443", certificate-authority: ${PKI}/ca.crt}}]
users: [{name: u, user: {client-certificate: ${PKI}/${user}.crt, client-key: ${PKI}/${user}.key}}]
contexts: [{name: c, context: {cluster: k, user: u}}]
current-context: c
`;
}

/** One control-plane machine that runs everything as static pods, and one worker. */
export class SmallCluster {
  readonly kernel = new Kernel('small cluster');
  readonly cp: Machine;
  readonly worker: Machine;

  constructor() {
    this.cp = this.#make('cp-1', '10.0.0.21', manifests);
    this.worker = this.#make('worker-1', '10.0.0.31', {});
    this.cp.boot();
    this.worker.boot();
  }

  run(seconds: number): void {
    this.kernel.run(this.kernel.nowUs + seconds * SECOND);
    if (this.kernel.panics.length > 0) throw this.kernel.panics[0]!.error;
  }

  /** Shape: seconds until it held. Errors: throws where that did not come */
  until(holds: () => boolean, limit: number): number {
    const startUs = this.kernel.nowUs;
    while (!holds()) {
      if (this.kernel.nowUs - startUs > limit * SECOND) throw new Error(`not within ${limit} s`);
      this.run(0.05);
    }
    return (this.kernel.nowUs - startUs) / SECOND;
  }

  /** A container's process on the control-plane machine. */
  process(name: string) {
    return [...this.cp.processes.values()].find(({ argv }) => argv[0] === name);
  }

  journal(machine = this.cp): string {
    return machine.journal
      .since()
      .map(({ message }) => message)
      .join('\n');
  }

  /** Reads a collection as the cluster's admin. Errors: undefined where no server answered */
  list<T extends KubeObject>(plural: string, namespace?: string): T[] | undefined {
    let found: T[] | undefined;
    const kind = kinds.find((one) => one.plural === plural)!;
    this.asAdmin(function* (client) {
      const result = yield* new ResourceClient(client, kind, namespace, SECOND).list();
      if ('items' in result) found = result.items as T[];
    });
    return found;
  }

  /** Makes calls as the cluster's admin, for one second. */
  asAdmin(call: (client: RestClient) => Task<void>): void {
    const certificate = sign({ commonName: 'admin', organizations: ['system:masters'] });
    const options = { userAgent: 'test', authorities: [authority], isInsecure: false, certificate };
    this.worker.spawn({
      argv: ['test'],
      streams: [],
      program: function* (process) {
        yield* call(new RestClient(process, { server: 'https://cp-1:6443', ...options }));
        return 0;
      },
    });
    this.run(1);
  }

  #make(name: string, address: string, pods: Readonly<Record<string, string>>): Machine {
    const wants = '/etc/systemd/system/multi-user.target.wants';
    const users: Record<string, Subject> = {
      kubelet: { commonName: `system:node:${name}`, organizations: ['system:nodes'] },
      manager: { commonName: 'system:kube-controller-manager', organizations: [] },
    };
    const serving = sign({ commonName: 'kube-apiserver', organizations: [] }, [
      ...['cp-1', '10.0.0.21', '127.0.0.1'],
    ]);
    const machine = new Machine(this.kernel, {
      name,
      addresses: [address],
      programs: new Map<string, Program>([
        ['/usr/bin/containerd', makeContainerd(images)],
        ['/usr/bin/kubelet', kubelet],
      ]),
      files: {
        '/etc/hosts': '10.0.0.21 cp-1\n10.0.0.31 worker-1\n',
        '/lib/systemd/system/containerd.service': containerdUnit,
        '/lib/systemd/system/kubelet.service': kubeletUnit,
        [`${wants}/containerd.service`]: '',
        [`${wants}/kubelet.service`]: '',
        '/var/lib/kubelet/config.yaml':
          'kind: KubeletConfiguration\nstaticPodPath: /etc/kubernetes/manifests\n',
        '/etc/kubernetes/kubelet.conf': kubeconfig('kubelet'),
        '/etc/kubernetes/controller-manager.conf': kubeconfig('manager'),
        ...pemFiles(`${PKI}/ca`, authority),
        ...pemFiles(`${PKI}/apiserver`, serving),
        ...pemFiles(`${PKI}/kubelet`, sign(users['kubelet']!)),
        ...pemFiles(`${PKI}/manager`, sign(users['manager']!)),
        ...Object.fromEntries(
          Object.entries(pods).map(([file, text]) => [`/etc/kubernetes/manifests/${file}`, text]),
        ),
      },
    });
    machine.files.makeDirectory('/etc/kubernetes/manifests', true);
    machine.files.makeDirectory('/srv', true);
    return machine;
  }
}

import { isStacked, machinesOf, type MachineSpec, type TopologySpec } from '../spec.ts';

/** The release that is modelled, and the images that go with it. */
export const KUBERNETES_VERSION = 'v1.36.3';
export const ETCD_IMAGE = 'registry.k8s.io/etcd:3.5.30-0';

const PKI = '/etc/kubernetes/pki';

/** A probe as kubeadm writes it. Units: seconds, counts of failures. */
interface Probe {
  readonly path: string;
  readonly failureThreshold: number;
  readonly initialDelaySeconds: number;
  readonly periodSeconds: number;
}

interface StaticPod {
  readonly name: string;
  readonly image: string;
  readonly address: string;
  readonly port: number;
  readonly scheme: 'HTTP' | 'HTTPS';
  readonly command: readonly string[];
  readonly startup: Probe;
  readonly liveness: Probe;
  readonly readiness?: Probe;
  /** What it asks of the machine. Source: kubeadm `staticpodutil.ComponentResources`, etcd's own */
  readonly requests: Readonly<Record<string, string>>;
}

/** Source: kubeadm `staticpod.LivenessProbe`, `ReadinessProbe`, `StartupProbe` */
const liveness = (path: string): Probe => ({
  path,
  failureThreshold: 8,
  initialDelaySeconds: 10,
  periodSeconds: 10,
});
const startup = (path: string): Probe => ({ ...liveness(path), failureThreshold: 24 });

/** etcd's manifest: a member that serves its own machine's API server, and talks to the others. */
export function etcdManifest(machine: MachineSpec, topology: TopologySpec): string {
  const { name, address } = machine;
  const members = machinesOf(topology, 'control-plane').map(
    (other) => `${other.name}=http://${other.address}:2380`,
  );
  return formatManifest({
    name: 'etcd',
    image: ETCD_IMAGE,
    address: '127.0.0.1',
    port: 2381,
    scheme: 'HTTP',
    command: [
      'etcd',
      `--advertise-client-urls=http://${address}:2379`,
      '--data-dir=/var/lib/etcd',
      `--initial-advertise-peer-urls=http://${address}:2380`,
      `--initial-cluster=${members.join(',')}`,
      '--initial-cluster-state=new',
      `--listen-client-urls=http://127.0.0.1:2379,http://${address}:2379`,
      '--listen-metrics-urls=http://127.0.0.1:2381',
      `--listen-peer-urls=http://${address}:2380`,
      `--name=${name}`,
      '--snapshot-count=10000',
    ],
    startup: startup('/readyz'),
    liveness: liveness('/livez'),
    readiness: { path: '/readyz', failureThreshold: 3, initialDelaySeconds: 0, periodSeconds: 1 },
    requests: { cpu: '100m', memory: '100Mi' },
  });
}

export function apiserverManifest({ address }: MachineSpec, topology: TopologySpec): string {
  return formatManifest({
    name: 'kube-apiserver',
    image: `registry.k8s.io/kube-apiserver:${KUBERNETES_VERSION}`,
    address,
    port: 6443,
    scheme: 'HTTPS',
    command: [
      'kube-apiserver',
      `--advertise-address=${address}`,
      '--allow-privileged=true',
      '--authorization-mode=Node,RBAC',
      `--client-ca-file=${PKI}/ca.crt`,
      '--enable-admission-plugins=NodeRestriction',
      '--enable-bootstrap-token-auth=true',
      `--etcd-servers=${etcdServers(topology).join(',')}`,
      `--kubelet-client-certificate=${PKI}/apiserver-kubelet-client.crt`,
      `--kubelet-client-key=${PKI}/apiserver-kubelet-client.key`,
      '--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname',
      '--secure-port=6443',
      '--service-cluster-ip-range=10.96.0.0/12',
      `--tls-cert-file=${PKI}/apiserver.crt`,
      `--tls-private-key-file=${PKI}/apiserver.key`,
    ],
    startup: startup('/livez'),
    liveness: liveness('/livez'),
    readiness: { path: '/readyz', failureThreshold: 3, initialDelaySeconds: 0, periodSeconds: 1 },
    requests: { cpu: '250m' },
  });
}

/** The member on the same machine, or all of those that have machines of their own. */
function etcdServers(topology: TopologySpec): string[] {
  if (isStacked(topology)) return ['http://127.0.0.1:2379'];
  return machinesOf(topology, 'etcd').map(({ address }) => `http://${address}:2379`);
}

export function controllerManagerManifest(): string {
  return formatManifest({
    name: 'kube-controller-manager',
    image: `registry.k8s.io/kube-controller-manager:${KUBERNETES_VERSION}`,
    address: '127.0.0.1',
    port: 10257,
    scheme: 'HTTPS',
    command: [
      'kube-controller-manager',
      '--allocate-node-cidrs=true',
      '--authentication-kubeconfig=/etc/kubernetes/controller-manager.conf',
      '--authorization-kubeconfig=/etc/kubernetes/controller-manager.conf',
      '--bind-address=127.0.0.1',
      `--client-ca-file=${PKI}/ca.crt`,
      '--cluster-cidr=10.244.0.0/16',
      '--cluster-name=kubernetes',
      '--kubeconfig=/etc/kubernetes/controller-manager.conf',
      '--leader-elect=true',
      '--use-service-account-credentials=true',
    ],
    startup: startup('/healthz'),
    liveness: liveness('/healthz'),
    requests: { cpu: '200m' },
  });
}

function formatManifest(pod: StaticPod): string {
  const fields = [
    formatProbe('livenessProbe', pod, pod.liveness),
    `    name: ${pod.name}\n`,
    pod.readiness ? formatProbe('readinessProbe', pod, pod.readiness) : '',
    formatRequests(pod.requests),
    formatProbe('startupProbe', pod, pod.startup),
  ];
  return `apiVersion: v1
kind: Pod
metadata:
  labels:
    component: ${pod.name}
    tier: control-plane
  name: ${pod.name}
  namespace: kube-system
spec:
  containers:
  - command:
${pod.command.map((word) => `    - ${word}\n`).join('')}    image: ${pod.image}
    imagePullPolicy: IfNotPresent
${fields.join('')}  hostNetwork: true
  priorityClassName: system-node-critical
`;
}

function formatRequests(requests: StaticPod['requests']): string {
  const lines = Object.entries(requests).map(([name, amount]) => `        ${name}: ${amount}\n`);
  return `    resources:\n      requests:\n${lines.join('')}`;
}

function formatProbe(name: string, { address, port, scheme }: StaticPod, probe: Probe): string {
  const { path, failureThreshold, initialDelaySeconds, periodSeconds } = probe;
  const delay =
    initialDelaySeconds > 0 ? `      initialDelaySeconds: ${initialDelaySeconds}\n` : '';
  return `    ${name}:
      failureThreshold: ${failureThreshold}
      httpGet:
        host: ${address}
        path: ${path}
        port: ${port}
        scheme: ${scheme}
${delay}      periodSeconds: ${periodSeconds}
      timeoutSeconds: 15
`;
}

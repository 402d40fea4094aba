/*
 * The topologies that the drill matrix was recorded on: three machines of etcd, kube-apiserver and
 * kube-controller-manager behind HAProxy, and a workstation, which the probes run on. *Stacked*, an
 * API server knows the member beside it; *external*, it knows all three.
 *
 * The components are plain units that nobody restarts: no kubelet, no static pods, `Restart=no`.
 * What is killed stays dead until the drill starts it again. It stands here and not among the labs'
 * topologies because no page ever opens it.
 *
 * What it leaves out: the scheduler, which takes no part in what the probes see.
 */
import { apiserverPrograms } from '../../labs/cluster/apiserver/apiserver.ts';
import { haproxyPrograms } from '../../labs/cluster/balancer/index.ts';
import { haproxyUnit } from '../../labs/cluster/balancer/unit.ts';
import { controllerManagerPrograms } from '../../labs/cluster/controllers/index.ts';
import { etcdPrograms } from '../../labs/cluster/etcd/index.ts';
import { adminKubeconfig } from '../../labs/topology/kubernetes/index.ts';
import { componentKubeconfig } from '../../labs/topology/kubernetes/kubeconfigs.ts';
import { authorityPair, pairFiles, signPair } from '../../labs/topology/kubernetes/pki.ts';
import { enabledUnit, type MachineFiles } from '../../labs/topology/outfits/machine-files.ts';
import type { Outfit } from '../../labs/topology/outfits/outfits.ts';
import {
  machinesOf,
  stackedTopology,
  type MachineSpec,
  type TopologySpec,
} from '../../labs/topology/spec.ts';

export const ADMIN_KUBECONFIG = '/etc/kubernetes/admin.conf';

/** What runs on each of the three, in the order in which it is started. */
export const components = ['etcd', 'kube-apiserver', 'kube-controller-manager'] as const;

export type Component = (typeof components)[number];

export const referenceHa: TopologySpec = { ...stackedTopology(3, 0), name: 'reference-ha' };

/** The machines that the recordings call 0, 1 and 2. */
export const nodes: readonly MachineSpec[] = machinesOf(referenceHa, 'control-plane');

/** What differs between the clusters of the recordings. */
export interface Setup {
  readonly etcd: 'stacked' | 'external';
  /** `option redispatch`: another server is tried where one does not answer. */
  readonly hasRedispatch?: boolean;
}

export function makeOutfit(setup: Setup): Outfit {
  return {
    daemons: {
      'control-plane': new Map([
        ...etcdPrograms,
        ...apiserverPrograms,
        ...controllerManagerPrograms,
      ]),
      balancer: haproxyPrograms,
    },
    filesOf: (machine, topology) => {
      if (machine.role === 'control-plane') return nodeFiles(machine, topology, setup);
      if (machine.role === 'balancer') return balancerFiles(setup);
      return { [ADMIN_KUBECONFIG]: adminKubeconfig(topology) };
    },
  };
}

const PKI = '/etc/kubernetes/pki';
const MANAGER_CONF = '/etc/kubernetes/controller-manager.conf';

function nodeFiles(machine: MachineSpec, topology: TopologySpec, { etcd }: Setup): MachineFiles {
  const { name, address } = machine;
  const subject = { commonName: 'kube-apiserver', organizations: [] };
  const serving = signPair(subject, [name, address, 'localhost', '127.0.0.1', 'lb', '10.0.0.10']);
  return {
    ...pairFiles(`${PKI}/ca`, authorityPair),
    ...pairFiles(`${PKI}/apiserver`, serving),
    [MANAGER_CONF]: componentKubeconfig(machine, 'system:kube-controller-manager'),
    ...unit('etcd', etcdCommand(machine, topology)),
    ...unit('kube-apiserver', apiserverCommand(machine, etcd)),
    ...unit('kube-controller-manager', [
      '/usr/local/bin/kube-controller-manager',
      `--kubeconfig=${MANAGER_CONF}`,
      '--leader-elect=true',
    ]),
  };
}

function etcdCommand({ name, address }: MachineSpec, topology: TopologySpec): string[] {
  const members = machinesOf(topology, 'control-plane').map(
    (other) => `${other.name}=http://${other.address}:2380`,
  );
  return [
    `/usr/bin/etcd --name=${name} --data-dir=/var/lib/etcd`,
    `--listen-client-urls=http://127.0.0.1:2379,http://${address}:2379`,
    `--advertise-client-urls=http://${address}:2379`,
    `--listen-peer-urls=http://${address}:2380`,
    `--initial-advertise-peer-urls=http://${address}:2380`,
    `--initial-cluster=${members.join(',')}`,
    '--initial-cluster-state=new',
  ];
}

function apiserverCommand({ address }: MachineSpec, etcd: Setup['etcd']): string[] {
  const members = etcd === 'stacked' ? ['127.0.0.1'] : nodes.map((node) => node.address);
  const servers = members.map((member) => `http://${member}:2379`).join(',');
  return [
    `/usr/local/bin/kube-apiserver --advertise-address=${address}`,
    '--authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction',
    `--client-ca-file=${PKI}/ca.crt --etcd-servers=${servers}`,
    `--tls-cert-file=${PKI}/apiserver.crt --tls-private-key-file=${PKI}/apiserver.key`,
    '--secure-port=6443 --service-cluster-ip-range=10.96.0.0/16',
  ];
}

function unit(component: Component, command: readonly string[]): MachineFiles {
  const text = `[Unit]
Description=${component}

[Service]
ExecStart=${command.join(' \\\n  ')}
Restart=no

[Install]
WantedBy=multi-user.target
`;
  return enabledUnit(`${component}.service`, text);
}

function balancerFiles({ hasRedispatch = false }: Setup): MachineFiles {
  const servers = nodes.map(
    ({ name, address }) => `    server ${name} ${address}:6443 check check-ssl verify none\n`,
  );
  const configuration = `global
    log stdout format raw local0

defaults
    mode            tcp
    log             global
    retries         3
${hasRedispatch ? '    option          redispatch\n' : ''}    timeout connect 5s
    timeout client  1h
    timeout server  1h

frontend kube-apiserver
    bind *:6443
    default_backend kube-apiservers

backend kube-apiservers
    balance roundrobin
    option httpchk GET /healthz
    default-server inter 2s fall 3 rise 2
${servers.join('')}`;
  return {
    '/etc/haproxy/haproxy.cfg': configuration,
    ...enabledUnit('haproxy.service', haproxyUnit.replace(/^Restart=.*$/m, 'Restart=no')),
  };
}

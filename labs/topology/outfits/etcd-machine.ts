import { machinesOf, type MachineSpec, type TopologySpec } from '../spec.ts';
import { enabledUnit, type MachineFiles } from './machine-files.ts';

/** A machine with one etcd member, which systemd runs. */
export function etcdMachineFiles(machine: MachineSpec, topology: TopologySpec): MachineFiles {
  return enabledUnit('etcd.service', etcdUnit(machine, topology));
}

/** A login on the workstation finds the members without being told. */
export function etcdctlFiles(topology: TopologySpec): MachineFiles {
  const members = machinesOf(topology, 'etcd').map(({ name }) => `http://${name}:2379`);
  return { '/etc/environment': `ETCDCTL_ENDPOINTS=${members.join(',')}\n` };
}

/** The unit file of an etcd member, as an administrator would write it for a few machines. */
export function etcdUnit(machine: MachineSpec, topology: TopologySpec): string {
  const { name, address } = machine;
  const members = machinesOf(topology, 'etcd').map(
    (other) => `${other.name}=http://${other.address}:2380`,
  );
  const flags = [
    `--name ${name}`,
    '--data-dir /var/lib/etcd',
    `--listen-peer-urls http://${address}:2380`,
    `--initial-advertise-peer-urls http://${address}:2380`,
    `--listen-client-urls http://${address}:2379,http://127.0.0.1:2379`,
    `--advertise-client-urls http://${address}:2379`,
    `--initial-cluster ${members.join(',')}`,
    '--initial-cluster-token quorate',
    '--initial-cluster-state new',
  ];
  return `[Unit]
Description=etcd key-value store
Documentation=https://etcd.io/docs/
After=network-online.target

[Service]
Type=notify
ExecStart=/usr/bin/etcd \\
  ${flags.join(' \\\n  ')}
Restart=on-failure
RestartSec=5s
LimitNOFILE=65536

[Install]
WantedBy=multi-user.target
`;
}

/** One member to build. */
export interface MemberSpec {
  readonly name: string;
  readonly address: string;
}

export function memberSpecs(count: number): MemberSpec[] {
  return Array.from({ length: count }, (_, index) => {
    return { name: `etcd-${index + 1}`, address: `10.0.0.${11 + index}` };
  });
}

/**
 * The unit file of a member, with the flags that it has in the labs.
 *
 * Differs: a member that dies is started again after 1 s and not 5 s, and as often as it takes, so
 *          that a run has more to show in less time
 */
export function memberUnit({ name, address }: MemberSpec, members: readonly MemberSpec[]): string {
  const peers = members.map((member) => `${member.name}=http://${member.address}:2380`);
  const flags = [
    `--name ${name}`,
    '--data-dir /var/lib/etcd',
    `--listen-peer-urls http://${address}:2380`,
    `--initial-advertise-peer-urls http://${address}:2380`,
    `--listen-client-urls http://${address}:2379,http://127.0.0.1:2379`,
    `--advertise-client-urls http://${address}:2379`,
    `--initial-cluster ${peers.join(',')}`,
    '--initial-cluster-token quorate',
    '--initial-cluster-state new',
  ];
  return `[Unit]
Description=etcd key-value store
StartLimitIntervalSec=0

[Service]
Type=notify
ExecStart=/usr/bin/etcd ${flags.join(' ')}
Restart=on-failure
RestartSec=1s

[Install]
WantedBy=multi-user.target
`;
}

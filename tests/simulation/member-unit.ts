/** One member to build. */
export interface MemberSpec {
  readonly name: string;
  readonly address: string;
  /** How its clock goes: at 1.1 it counts 1.1 s in each second. */
  readonly clockRate: number;
}

/** Shape: `drawRate` gives one member's clock rate */
export function memberSpecs(count: number, drawRate: () => number): MemberSpec[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `etcd-${index + 1}`,
    address: `10.0.0.${11 + index}`,
    clockRate: drawRate(),
  }));
}

/** `name=url,name=url`, for a new cluster of these. */
export function initialClusterOf(members: readonly MemberSpec[]): string {
  return members.map((member) => `${member.name}=${peerUrlOf(member)}`).join(',');
}

export function peerUrlOf({ address }: MemberSpec): string {
  return `http://${address}:2380`;
}

/**
 * The unit file of a member, with the flags that it has in the labs. A clock that goes too fast or
 * too slow shows in the length of its ticks: nothing else of Raft looks at a clock.
 *
 * Differs: a member that dies is started again after 1 s and not 5 s, and as often as it takes;
 *          snapshots come after few entries; nobody keeps an administrator from what may go wrong.
 *          So a run has more to show in less time
 */
export function memberUnit(
  spec: MemberSpec,
  initialCluster: string,
  state: 'new' | 'existing',
): string {
  const { name, address, clockRate } = spec;
  const flags = [
    `--name ${name}`,
    '--data-dir /var/lib/etcd',
    `--listen-peer-urls ${peerUrlOf(spec)}`,
    `--initial-advertise-peer-urls ${peerUrlOf(spec)}`,
    `--listen-client-urls http://${address}:2379,http://127.0.0.1:2379`,
    `--advertise-client-urls http://${address}:2379`,
    `--initial-cluster ${initialCluster}`,
    '--initial-cluster-token quorate',
    `--initial-cluster-state ${state}`,
    `--heartbeat-interval ${Math.round(100 / clockRate)}`,
    `--election-timeout ${Math.round(100 / clockRate) * 10}`,
    '--strict-reconfig-check=false',
    '--snapshot-count 30',
    '--experimental-snapshot-catchup-entries 10',
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

import type { EtcdSnapshot, MachineSnapshot, Snapshot } from '../../labs/host/protocol.ts';

/** The moments of the first lab that a figure can show. */
export type ClusterState = 'three-up' | 'one-down' | 'two-down' | 'one-back';

/** What each member is, in the order of their numbers; `undefined` is a stopped one. */
type Roles = (EtcdSnapshot['role'] | undefined)[];

const moments: Record<ClusterState, { roles: Roles; term: number; revision: number }> = {
  'three-up': { roles: ['leader', 'follower', 'follower'], term: 2, revision: 2 },
  'one-down': { roles: ['leader', undefined, 'follower'], term: 2, revision: 3 },
  'two-down': { roles: ['pre-candidate', undefined, undefined], term: 2, revision: 3 },
  'one-back': { roles: ['leader', 'follower', undefined], term: 3, revision: 4 },
};

/** The cluster of the first lab at one of its moments. */
export function snapshotOf(state: ClusterState): Snapshot {
  const { roles, term, revision } = moments[state];
  const machines = roles.map((role, index): MachineSnapshot => {
    const etcd = role && {
      memberId: `${index + 1}`.repeat(16),
      role,
      term,
      revision,
      commitIndex: revision + 6,
      appliedIndex: revision + 6,
    };
    const unit = { name: 'etcd', state: etcd ? 'active' : 'inactive', isFrozen: false } as const;
    return {
      name: `etcd-${index + 1}`,
      address: `10.0.0.${11 + index}`,
      role: 'etcd',
      isOn: true,
      units: [etcd ? { ...unit, etcd } : unit],
    };
  });
  return { atUs: 0, machines, links: [] };
}

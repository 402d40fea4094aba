import { describe, expect, test } from 'vitest';
import { openSession } from '../../labs/host/open-session.ts';
import { findLesson } from '../../labs/lessons/index.ts';
import { choices } from '../../labs/lessons/playground/words.ts';
import type { Snapshot } from '../../labs/host/protocol.ts';

interface Size {
  readonly members: number;
  readonly servers?: number;
  readonly workers?: number;
  readonly balancers?: number;
}

const sizes: Readonly<Record<string, Size>> = {
  'stacked-1-2': { members: 1, servers: 1, workers: 2 },
  'stacked-2-2': { members: 2, servers: 2, workers: 2 },
  'stacked-3-2': { members: 3, servers: 3, workers: 2 },
  'stacked-5-2': { members: 5, servers: 5, workers: 2 },
  'stacked-3-2-vip': { members: 3, servers: 3, workers: 2, balancers: 2 },
  'external-3-3-2': { members: 3, servers: 3, workers: 2 },
  'stacked-2-zones': { members: 3, servers: 3, workers: 2 },
  'stacked-3-zones': { members: 3, servers: 3, workers: 2 },
  'etcd-1': { members: 1 },
  'etcd-2': { members: 2 },
  'etcd-3': { members: 3 },
  'etcd-4': { members: 4 },
  'etcd-5': { members: 5 },
};

/* Every cluster of the playground works from the start, and is the one that its link says. */
describe.each(choices)('$id', ({ id, outfit, title }) => {
  const lab = findLesson(`playground/${id}`);

  test('is a lab with nothing to pass', () => {
    expect(lab?.words).toMatchObject({ id: `playground/${id}`, title, outfit, steps: [] });
    expect(lab?.topology).toMatchObject({ name: id, outfit });
  });

  test('serves', async () => {
    const session = await openSession({ lesson: lab! });
    const snapshot = session.takeSnapshot();
    const { balancers = 1, members, servers = 0, workers = 0 } = sizes[id]!;
    expect(rolesOf(snapshot)).toEqual({
      leaders: 1,
      followers: members - 1,
      nodes: workers,
      serversUp: servers * balancers,
      serversReady: servers,
      routers: balancers === 1 ? [] : ['MASTER', 'BACKUP'],
      held: balancers === 1 ? [] : ['10.0.0.10'],
    });
    expect(session.cluster.kernel.panics).toEqual([]);
  });
});

function rolesOf({ machines }: Snapshot) {
  const processes = machines.flatMap(({ pods, units }) => [...pods, ...units]);
  const roles = processes.flatMap(({ etcd }) => etcd?.role ?? []);
  const servers = processes.flatMap(({ balancer }) => balancer?.servers ?? []);
  return {
    leaders: roles.filter((role) => role === 'leader').length,
    followers: roles.filter((role) => role === 'follower').length,
    nodes: machines.filter(({ role, isOn }) => role === 'worker' && isOn).length,
    serversUp: servers.filter(({ isUp }) => isUp).length,
    serversReady: processes.filter(({ apiserver }) => apiserver?.isReady === true).length,
    routers: processes.flatMap(({ router }) => router?.state ?? []),
    held: machines.flatMap(({ heldAddresses }) => heldAddresses ?? []),
  };
}

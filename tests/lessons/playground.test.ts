import { describe, expect, test } from 'vitest';
import { openSession } from '../../labs/host/open-session.ts';
import { findLesson } from '../../labs/lessons/index.ts';
import { choices } from '../../labs/lessons/playground/words.ts';
import type { Snapshot } from '../../labs/host/protocol.ts';

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
    const [kind, count = '', workers = '0', vip] = id.split('-');
    const balancers = vip === undefined ? 1 : 2;
    const size = { leaders: 1, followers: Number(count) - 1, nodes: Number(workers) };
    expect(rolesOf(snapshot)).toEqual({
      ...size,
      serversUp: kind === 'stacked' ? Number(count) * balancers : 0,
      serversReady: kind === 'stacked' ? Number(count) : 0,
      routers: vip === undefined ? [] : ['MASTER', 'BACKUP'],
      held: vip === undefined ? [] : ['10.0.0.10'],
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

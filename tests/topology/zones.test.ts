import { expect, test } from 'vitest';
import type { Session } from '../../labs/host/session.ts';
import { open, run, serversUp } from './playground-lab.ts';

/* A zone of a region is lost, with all of its machines, and comes back. */
test.each([
  { lab: 'stacked-2-zones', zone: 'zone-a', survives: false, left: ['cp-3'] },
  { lab: 'stacked-2-zones', zone: 'zone-b', survives: true, left: ['cp-1', 'cp-2'] },
  { lab: 'stacked-3-zones', zone: 'zone-a', survives: true, left: ['cp-2', 'cp-3'] },
  { lab: 'stacked-3-zones', zone: 'zone-b', survives: true, left: ['cp-1', 'cp-3'] },
  { lab: 'stacked-3-zones', zone: 'zone-c', survives: true, left: ['cp-1', 'cp-2'] },
])('$lab survives the loss of $zone: $survives', async ({ lab, zone, survives, left }) => {
  const session = await open(lab);
  session.input({ type: 'fault', fault: { kind: 'zone-off', zone } });
  run(session, 20);
  expect(nodesOn(session)).toEqual(left);
  expect(hasLeader(session)).toBe(survives);
  expect(serversUp(session)).toEqual(survives ? left : []);

  session.input({ type: 'fault', fault: { kind: 'zone-on', zone } });
  run(session, 60);
  expect(hasLeader(session)).toBe(true);
  expect(serversUp(session)).toEqual(['cp-1', 'cp-2', 'cp-3']);
  expect(session.cluster.kernel.panics).toEqual([]);
});

test('a zone that is lost is one input, and replays', async () => {
  const session = await open('stacked-3-zones');
  session.input({ type: 'fault', fault: { kind: 'zone-off', zone: 'zone-b' } });
  run(session, 5);
  session.input({ type: 'fault', fault: { kind: 'zone-on', zone: 'zone-b' } });
  expect(session.record).toHaveLength(2);

  const again = await open('stacked-3-zones');
  again.replay(session.record);
  expect(again.cluster.kernel.trace.hash).toBe(session.cluster.kernel.trace.hash);
});

test('packets take longer between zones, and no link counts as slow for it', async () => {
  const session = await open('stacked-2-zones');
  const { cluster } = session;
  const { network } = cluster.kernel;
  const latencyUs = (from: string, to: string): number =>
    network.link(cluster.machine(from), cluster.machine(to)).latencyUs;
  expect(latencyUs('cp-1', 'cp-3')).toBe(500);
  expect(latencyUs('cp-3', 'cp-1')).toBe(500);
  expect(latencyUs('cp-1', 'cp-2')).toBe(200);
  expect(latencyUs('lb', 'cp-3')).toBe(200);
  const cable = { from: 'cp-1', to: 'cp-3' };
  session.input({ type: 'fault', fault: { kind: 'cut', ...cable } });
  session.input({ type: 'fault', fault: { kind: 'mend', ...cable } });
  expect(latencyUs('cp-1', 'cp-3')).toBe(500);
  expect(session.takeSnapshot().links).toEqual([]);
});

/** The control-plane machines that have power. */
function nodesOn(session: Session): string[] {
  const { machines } = session.takeSnapshot();
  const planes = machines.filter(({ role, isOn }) => role === 'control-plane' && isOn);
  return planes.map(({ name }) => name);
}

function hasLeader(session: Session): boolean {
  const pods = session.takeSnapshot().machines.flatMap((machine) => machine.pods);
  return pods.some(({ etcd }) => etcd?.role === 'leader');
}

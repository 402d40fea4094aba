import { expect, test } from 'vitest';
import type { Event, Lease } from '../../labs/cluster/api/index.ts';
import { SECOND } from '../../labs/cluster/kernel/index.ts';
import { ControlLab, type Manager } from './control-lab.ts';

const LEASE = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager';

/** Three of each, and who leads. */
function three(seed: string): { lab: ControlLab; managers: Manager[]; leader: Manager } {
  const lab = new ControlLab(seed, 3).start();
  const managers = lab.nodes.map((node) => lab.startManager(node));
  lab.runUntil(() => managers.some((manager) => lab.isLeader(manager)), 10);
  lab.run(5);
  return { lab, managers, leader: managers.find((manager) => lab.isLeader(manager))! };
}

test('one leads; killed, it is replaced after 13 to 20 s, and never are there two', () => {
  for (const seed of ['a', 'b', 'c']) {
    const { lab, managers, leader } = three(seed);
    const leaders = (): number => managers.filter((manager) => lab.isLeader(manager)).length;
    expect(leaders()).toBe(1);
    const [event] = lab
      .list<Event>('/api/v1/namespaces/kube-system/events')
      .filter(({ reason }) => reason === 'LeaderElection');
    expect(event?.message).toMatch(/^cp-\d_[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-.* became leader$/);
    leader.process.signal('SIGKILL');
    const killedUs = lab.kernel.nowUs;
    lab.runUntil(() => {
      expect(leaders()).toBeLessThanOrEqual(1);
      return leaders() === 1;
    });
    const seconds = (lab.kernel.nowUs - killedUs) / SECOND;
    expect(seconds).toBeGreaterThan(12.9);
    expect(seconds).toBeLessThan(20);
    const { spec } = JSON.parse(lab.request('GET', LEASE).body) as Lease;
    expect(spec?.leaseTransitions).toBe(1);
  }
});

test('on SIGTERM the lease is not given back', () => {
  const { lab, managers, leader } = three('term');
  leader.process.signal('SIGTERM');
  lab.run(12);
  expect(managers.some((manager) => lab.isLeader(manager))).toBe(false);
  lab.run(10);
  expect(managers.filter((manager) => lab.isLeader(manager))).toHaveLength(1);
});

test('without a quorum the leader ends with 1, and one that starts ends at once', () => {
  const { lab, managers, leader } = three('quorum');
  for (const node of lab.nodes.slice(0, 2)) node.etcd!.signal('SIGKILL');
  const lostUs = lab.kernel.nowUs;
  lab.runUntil(() => leader.process.state === 'exited');
  const seconds = (lab.kernel.nowUs - lostUs) / SECOND;
  expect(seconds).toBeGreaterThan(9.9);
  expect(seconds).toBeLessThan(16);
  expect(leader.process.exit?.code).toBe(1);
  expect(leader.log.text).toContain('"Failed to renew lease"');
  expect(leader.log.text).toContain('] "leaderelection lost"\n');
  lab.run(60);
  const others = managers.filter((manager) => manager !== leader);
  expect(others.map(({ process }) => process.state)).toEqual(['running', 'running']);
  const late = lab.startManager();
  lab.run(15);
  expect(late.process.exit?.code).toBe(1);
  const what = 'unable to load configmap based request-header-client-ca-file: Get ';
  expect(late.log.text).toContain(`"command failed" err="${what}`);
});

test('a leader that was frozen for long finds another in its place, and ends', () => {
  const { lab, managers, leader } = three('frozen');
  leader.process.signal('SIGSTOP');
  lab.run(25);
  const working = managers.filter((manager) => manager !== leader && lab.isLeader(manager));
  expect(working).toHaveLength(1);
  leader.process.signal('SIGCONT');
  lab.run(15);
  expect(leader.process.exit?.code).toBe(1);
  expect(lab.isLeader(working[0]!)).toBe(true);
});

import { expect, test } from 'vitest';
import type { Event, Pod } from '../../labs/cluster/api/index.ts';
import { ControlLab, type Kubelet } from './control-lab.ts';

const UNREACHABLE = 'node.kubernetes.io/unreachable';

/** A control plane, one leader, and some nodes that are well. */
function started(seed: string, names: readonly string[]): { lab: ControlLab; kubelets: Kubelet[] } {
  const lab = new ControlLab(seed).start();
  lab.startManager();
  const kubelets = names.map((name) => lab.startKubelet(name));
  lab.run(30);
  return { lab, kubelets };
}

const pods = '/api/v1/namespaces/default/pods';
const events = '/api/v1/namespaces/default/events';

/** What was told of an object, as `reason: message`. */
function toldOf(lab: ControlLab, name: string): string[] {
  return lab
    .list<Event>(events)
    .filter(({ involvedObject }) => involvedObject.name === name)
    .map(({ reason, message }) => `${reason}: ${message}`);
}

test('one of three falls silent, and speaks again', () => {
  const { lab, kubelets } = started('one of three', ['n1', 'n2', 'n3']);
  expect(toldOf(lab, 'n1')).toEqual([
    'RegisteredNode: Node n1 event: Registered Node n1 in Controller',
  ]);
  lab.createPod('web', 'n1');
  kubelets[0]!.isAlive = false;
  const seconds = lab.secondsUntil(() => lab.readiness('n1') === 'Unknown', 70);
  expect(seconds).toBeGreaterThan(39);
  expect(seconds).toBeLessThan(56);
  lab.run(1);
  expect(lab.taints('n1')).toEqual([`${UNREACHABLE}:NoSchedule`]);
  for (const { type, status, reason, message } of lab.nodeNamed('n1').status!.conditions!) {
    expect([type, status, reason, message]).toEqual([
      type,
      'Unknown',
      'NodeStatusUnknown',
      'Kubelet stopped posting node status.',
    ]);
  }
  expect(toldOf(lab, 'n1')).toContain('NodeNotReady: Node n1 status is now: NodeNotReady');
  const [web] = lab.list<Pod>(pods);
  expect(web?.status?.conditions).toMatchObject([{ type: 'Ready', status: 'False' }]);
  expect(toldOf(lab, 'web')).toEqual(['NodeNotReady: Node is not ready']);
  lab.run(6);
  expect(lab.taints('n1')).toEqual([`${UNREACHABLE}:NoExecute`, `${UNREACHABLE}:NoSchedule`]);
  kubelets[0]!.isAlive = true;
  lab.run(20);
  expect(lab.readiness('n1')).toBe('True');
  expect(lab.taints('n1')).toEqual([]);
  expect(toldOf(lab, 'web')).toContain(
    'TaintManagerEviction: Cancelling deletion of Pod default/web',
  );
});

test('a kubelet that says it is not ready gets the other taint', () => {
  const { lab, kubelets } = started('not ready', ['n1', 'n2', 'n3']);
  kubelets[0]!.status = 'False';
  lab.run(25);
  const key = 'node.kubernetes.io/not-ready';
  expect(lab.taints('n1')).toEqual([`${key}:NoExecute`, `${key}:NoSchedule`]);
  kubelets[0]!.isAlive = false;
  lab.run(75);
  expect(lab.taints('n1')).toEqual([`${UNREACHABLE}:NoExecute`, `${UNREACHABLE}:NoSchedule`]);
});

test('as recorded: the only node has no Lease, and reported nothing but Ready', () => {
  const lab = new ControlLab('recorded').start();
  lab.startManager();
  lab.run(5);
  lab.request('POST', '/api/v1/nodes', { body: { metadata: { name: 'n1' } } });
  const body = { status: { conditions: [{ type: 'Ready', status: 'True' }] } };
  const contentType = 'application/merge-patch+json';
  lab.request('PATCH', '/api/v1/nodes/n1/status', { body, contentType });
  const seconds = lab.secondsUntil(() => lab.readiness('n1') === 'Unknown', 70);
  expect(seconds).toBeGreaterThan(49.9);
  expect(seconds).toBeLessThan(61);
  lab.run(40);
  const { conditions = [] } = lab.nodeNamed('n1').status ?? {};
  expect(conditions.map(({ type, reason, message }) => `${type} ${reason} ${message}`)).toEqual([
    'Ready NodeStatusUnknown Kubelet stopped posting node status.',
    'MemoryPressure NodeStatusNeverUpdated Kubelet never posted node status.',
    'DiskPressure NodeStatusNeverUpdated Kubelet never posted node status.',
    'PIDPressure NodeStatusNeverUpdated Kubelet never posted node status.',
  ]);
  // Every node is silent, so none is given up: no NoExecute.
  expect(lab.taints('n1')).toEqual([`${UNREACHABLE}:NoSchedule`]);
});

test('where all fall silent no pod is driven out, and all begin anew when one speaks', () => {
  const { lab, kubelets } = started('all', ['n1', 'n2']);
  for (const kubelet of kubelets) kubelet.isAlive = false;
  lab.run(120);
  for (const name of ['n1', 'n2']) {
    expect(lab.readiness(name)).toBe('Unknown');
    expect(lab.taints(name)).toEqual([`${UNREACHABLE}:NoSchedule`]);
  }
  kubelets[0]!.isAlive = true;
  lab.run(14);
  expect(lab.taints('n1')).toEqual([]);
  lab.run(90);
  expect(lab.taints('n2')).toEqual([`${UNREACHABLE}:NoExecute`, `${UNREACHABLE}:NoSchedule`]);
});

test('of a small zone that is mostly silent, nodes keep their pods', () => {
  const { lab, kubelets } = started('mostly', ['n1', 'n2', 'n3', 'n4', 'n5']);
  for (const kubelet of kubelets.slice(0, 3)) kubelet.isAlive = false;
  lab.run(90);
  expect(lab.readiness('n3')).toBe('Unknown');
  expect(lab.taints('n3')).toEqual([`${UNREACHABLE}:NoSchedule`]);
  expect(lab.taints('n4')).toEqual([]);
});

test('nodes are given up one in ten seconds', () => {
  const { lab, kubelets } = started('rate', ['n1', 'n2', 'n3', 'n4', 'n5']);
  for (const kubelet of kubelets.slice(0, 2)) kubelet.isAlive = false;
  const tainted = (): number =>
    ['n1', 'n2'].filter((name) => lab.taints(name).includes(`${UNREACHABLE}:NoExecute`)).length;
  lab.secondsUntil(() => tainted() === 1, 80);
  const seconds = lab.secondsUntil(() => tainted() === 2, 30);
  expect(seconds).toBeGreaterThan(9);
  expect(seconds).toBeLessThan(11);
});

import { expect, test } from 'vitest';
import type { Event, Node } from '../../labs/cluster/api/index.ts';
import { SmallCluster } from '../kubelet/cluster.ts';

function nodeOf(cluster: SmallCluster, name: string): Node {
  return cluster.list<Node>('nodes')!.find(({ metadata }) => metadata.name === name)!;
}

const readyOf = (node: Node) => node.status?.conditions?.find(({ type }) => type === 'Ready');

/** The worker's kubelet is frozen: the machine itself is needed, to ask from. */
function loseWorker(): SmallCluster {
  const cluster = new SmallCluster();
  cluster.run(40);
  for (const process of cluster.worker.processes.values()) {
    if (process.argv[0] === '/usr/bin/kubelet') process.signal('SIGSTOP');
  }
  return cluster;
}

test('a node that is silent for 50 seconds turns Unknown, and is tainted', () => {
  const cluster = loseWorker();
  let seconds = 0;
  while (readyOf(nodeOf(cluster, 'worker-1'))?.status === 'True' && seconds < 90) seconds++;
  // The last sign of life is up to 10 s old; the loop looks every 5 s.
  expect(seconds).toBeGreaterThanOrEqual(39);
  expect(seconds).toBeLessThanOrEqual(57);
  cluster.run(5);
  const node = nodeOf(cluster, 'worker-1');
  for (const condition of node.status!.conditions!) {
    expect(condition).toMatchObject({
      status: 'Unknown',
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped posting node status.',
    });
  }
  const taints = node.spec!.taints!.map(({ key, effect }) => `${key}:${effect}`);
  expect(taints.sort()).toEqual([
    'node.kubernetes.io/unreachable:NoExecute',
    'node.kubernetes.io/unreachable:NoSchedule',
  ]);
  const told = cluster.list<Event>('events', 'default')!.map(({ message }) => message);
  expect(told).toContain('Node worker-1 status is now: NodeNotReady');
  expect(readyOf(nodeOf(cluster, 'cp-1'))?.status).toBe('True');
});

test('a node that comes back is ready and untainted', () => {
  const cluster = loseWorker();
  cluster.run(70);
  expect(readyOf(nodeOf(cluster, 'worker-1'))?.status).toBe('Unknown');
  for (const process of cluster.worker.processes.values()) process.signal('SIGCONT');
  cluster.run(25);
  const node = nodeOf(cluster, 'worker-1');
  expect(readyOf(node)?.status).toBe('True');
  expect(node.spec?.taints ?? []).toEqual([]);
});

test('a leader that cannot renew its lease ends with 1, and is started again', () => {
  const cluster = new SmallCluster();
  cluster.run(40);
  const leader = cluster.process('kube-controller-manager')!;
  cluster.process('kube-apiserver')!.signal('SIGSTOP');
  const seconds = cluster.until(() => leader.state === 'exited', 60);
  expect(leader.exit?.code).toBe(1);
  expect(seconds).toBeGreaterThan(7);
  expect(seconds).toBeLessThan(20);
});

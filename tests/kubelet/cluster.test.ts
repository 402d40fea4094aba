import { expect, test } from 'vitest';
import {
  podKind,
  type Event,
  type Lease,
  type Node,
  type Pod,
} from '../../labs/cluster/api/index.ts';
import { ResourceClient } from '../../labs/cluster/client/rest-resource.ts';
import { SmallCluster } from './cluster.ts';

test('a control plane of static pods comes up, and says so in the API', () => {
  const cluster = new SmallCluster();
  cluster.run(30);
  const nodes = cluster.list<Node>('nodes')!;
  expect(nodes.map(({ metadata }) => metadata.name)).toEqual(['cp-1', 'worker-1']);
  for (const { status } of nodes) {
    expect(status?.conditions?.map(({ type, reason, message }) => [type, reason, message])).toEqual(
      [
        ['MemoryPressure', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
        ['DiskPressure', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
        ['PIDPressure', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
        ['Ready', 'KubeletReady', 'kubelet is posting ready status'],
      ],
    );
  }
  const pods = cluster.list<Pod>('pods', 'kube-system')!;
  expect(pods.map(({ metadata }) => metadata.name)).toEqual([
    ...['etcd-cp-1', 'kube-apiserver-cp-1', 'kube-controller-manager-cp-1'],
  ]);
  for (const { metadata, status } of pods) {
    expect(metadata.annotations?.['kubernetes.io/config.mirror']).toMatch(/^[0-9a-f]{32}$/);
    expect(metadata.ownerReferences?.[0]).toMatchObject({ kind: 'Node', name: 'cp-1' });
    expect(status?.phase).toBe('Running');
    expect(status?.containerStatuses?.[0]).toMatchObject({ ready: true, restartCount: 0 });
  }
});

test('a dead API server comes back within seconds, and its restart is counted', () => {
  const cluster = new SmallCluster();
  cluster.run(30);
  const before = cluster.process('kube-apiserver')!;
  before.signal('SIGKILL');
  cluster.until(() => cluster.process('kube-apiserver') !== undefined, 3);
  cluster.run(30);
  const pods = cluster.list<Pod>('pods', 'kube-system')!;
  const status = pods.find(({ metadata }) => metadata.name === 'kube-apiserver-cp-1')?.status;
  expect(status?.containerStatuses?.[0]).toMatchObject({
    ready: true,
    restartCount: 1,
    lastState: { terminated: { exitCode: 137, reason: 'Error' } },
  });
});

test('a lease says every ten seconds that a node lives', () => {
  const cluster = new SmallCluster();
  cluster.run(30);
  const renewed = (): string | undefined =>
    cluster
      .list<Lease>('leases', 'kube-node-lease')
      ?.find(({ metadata }) => metadata.name === 'worker-1')?.spec?.renewTime;
  const times = [renewed()];
  for (let second = 0; second < 40; second++) {
    const time = renewed();
    if (time !== times.at(-1)) times.push(time);
  }
  expect(times.length).toBeGreaterThanOrEqual(4);
  expect(times.length).toBeLessThanOrEqual(5);
});

test('with the API server moved away, all else goes on', () => {
  const cluster = new SmallCluster();
  cluster.run(30);
  const { files } = cluster.cp;
  const manifest = '/etc/kubernetes/manifests/kube-apiserver.yaml';
  files.rename(manifest, '/srv/kube-apiserver.yaml');
  cluster.run(60);
  expect(cluster.process('kube-apiserver')).toBeUndefined();
  expect(cluster.process('etcd')).toBeDefined();
  expect(cluster.journal(cluster.worker)).toContain(
    '"Error updating node status, will retry" err="error getting node \\"worker-1\\": Get ',
  );
  files.rename('/srv/kube-apiserver.yaml', manifest);
  cluster.run(40);
  const pods = cluster.list<Pod>('pods', 'kube-system')!;
  expect(pods.map(({ metadata }) => metadata.name)).toContain('kube-apiserver-cp-1');
});

test('a status that somebody else has written over is told again', () => {
  const cluster = new SmallCluster();
  cluster.run(30);
  const name = 'etcd-cp-1';
  const readiness = (): string | undefined =>
    cluster
      .list<Pod>('pods', 'kube-system')
      ?.find(({ metadata }) => metadata.name === name)
      ?.status?.conditions?.find(({ type }) => type === 'Ready')?.status;
  expect(readiness()).toBe('True');
  cluster.asAdmin(function* (client) {
    const pods = new ResourceClient(client, podKind, 'kube-system');
    const conditions = [{ type: 'Ready', status: 'False' }];
    yield* pods.patch(name, { status: { conditions } }, 'merge', 'status');
  });
  expect(readiness()).toBe('False');
  cluster.run(10);
  expect(readiness()).toBe('True');
});

test('events tell of what the kubelet did', () => {
  const cluster = new SmallCluster();
  cluster.run(30);
  const told = cluster
    .list<Event>('events', 'kube-system')!
    .filter(({ involvedObject }) => involvedObject.name === 'etcd-cp-1')
    .map(({ reason, message, involvedObject }) => [reason, message, involvedObject.fieldPath]);
  expect(told).toContainEqual(['Started', 'Container started', 'spec.containers{etcd}']);
});

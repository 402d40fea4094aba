import { expect, test } from 'vitest';
import { SECOND } from '../../labs/cluster/kernel/index.ts';
import { makeNode, manifest } from './node.ts';

const liveness = `    livenessProbe:
      httpGet: {path: /livez, port: 8080, host: 127.0.0.1}
      periodSeconds: 10
      failureThreshold: 3
`;

/** When containers of the pod were started, in seconds. */
function startsOf(node: ReturnType<typeof makeNode>): number[] {
  return node.kernel.trace
    .since(0)
    .filter(({ kind, what }) => kind === 'spawn' && what === 'web')
    .map(({ atUs }) => atUs / SECOND);
}

test('runs what lies in the folder, without any API server', () => {
  const node = makeNode({ 'web.yaml': manifest() });
  node.run(3);
  expect(node.web()?.argv).toEqual(['web', '--port=8080']);
  const shim = node.machine.processes.get(node.web()!.parentPid)!;
  expect(shim.argv[0]).toBe('/usr/bin/containerd-shim-runc-v2');
  expect(shim.parentPid).toBe(1);
  expect(node.kernel.panics).toEqual([]);
});

test('sees a new manifest at once, and ends the pod of one that was moved away', () => {
  const node = makeNode({});
  node.run(5);
  node.machine.files.write(`${node.manifests}/web.yaml`, manifest());
  node.run(1);
  expect(node.web()).toBeDefined();
  node.machine.files.rename(`${node.manifests}/web.yaml`, '/srv/web.yaml');
  node.run(1);
  expect(node.web()).toBeUndefined();
  expect([...node.machine.processes.values()].map(({ argv }) => argv[0])).not.toContain('/pause');
});

test('gives 30 seconds of grace, then kills', () => {
  const node = makeNode({ 'web.yaml': manifest() });
  node.behaviour.isDeaf = true;
  node.run(3);
  node.machine.files.remove(`${node.manifests}/web.yaml`);
  node.run(29.5);
  expect(node.web()).toBeDefined();
  node.run(1);
  expect(node.web()).toBeUndefined();
});

test('starts a killed container again within two seconds', () => {
  const node = makeNode({ 'web.yaml': manifest() });
  node.run(3);
  const before = node.web()!;
  before.signal('SIGKILL');
  node.run(2);
  expect(node.web()).toBeDefined();
  expect(node.web()).not.toBe(before);
});

test('waits 10, 20, 40 seconds and more before it starts again what keeps failing', () => {
  const node = makeNode({ 'web.yaml': manifest() });
  node.behaviour.exitCode = 1;
  node.run(200);
  const starts = startsOf(node);
  const pauses = starts.slice(1).map((at, index) => at - starts[index]!);
  expect(pauses[0]).toBeLessThan(2);
  for (const [index, least] of [10, 20, 40].entries()) {
    expect(pauses[index + 1]).toBeGreaterThanOrEqual(least);
    expect(pauses[index + 1]).toBeLessThan(least * 1.5 + 2);
  }
  const journal = node.journal().join('\n');
  expect(journal).toContain('CrashLoopBackOff: \\"back-off 40s restarting failed container=web ');
  expect(journal).toMatch(/pod=web-cp-1_kube-system\([0-9a-f]{32}\)\\""/);
});

test('keeps the log of the run before', () => {
  const node = makeNode({ 'web.yaml': manifest() });
  node.run(3);
  for (let times = 0; times < 2; times++) {
    node.web()!.signal('SIGKILL');
    node.run(25);
  }
  const { files } = node.machine;
  const folder = `/var/log/pods/${files.list('/var/log/pods')![0]!}/web`;
  expect(files.list(folder)).toEqual(['1.log', '2.log']);
  expect(files.read(`${folder}/1.log`)).toMatch(
    /^2026-11-02T08:00:\d\d\.\d{9}Z stdout F hello from the container\n$/,
  );
});

test('a failed liveness probe ends the container after its threshold', () => {
  const node = makeNode({ 'web.yaml': manifest(liveness) });
  node.run(15);
  const before = node.web()!;
  const sickUs = node.kernel.nowUs;
  node.behaviour.status = 500;
  while (node.web() === before && node.kernel.nowUs - sickUs < 60 * SECOND) node.run(0.1);
  const seconds = (node.kernel.nowUs - sickUs) / SECOND;
  expect(seconds).toBeGreaterThan(20);
  expect(seconds).toBeLessThan(31);
  expect(node.journal().join('\n')).toContain('output="HTTP probe failed with statuscode: 500"');
});

test('an image that does not exist is asked for again and again', () => {
  const node = makeNode({ 'web.yaml': manifest('', 'registry.k8s.io/wed:1') });
  node.run(30);
  expect(node.web()).toBeUndefined();
  const journal = node.journal().join('\n');
  expect(journal).toContain('failed to \\"StartContainer\\" for \\"web\\" with ErrImagePull');
  expect(journal).toContain('with ImagePullBackOff');
});

test('a file that is no pod is complained of, and its pod goes with the next whole reading', () => {
  const node = makeNode({ 'web.yaml': manifest() });
  node.run(3);
  node.machine.files.write(`${node.manifests}/web.yaml`, 'kind: [');
  node.run(1);
  expect(node.web()).toBeDefined();
  expect(node.journal().join('\n')).toContain("couldn't parse as pod(yaml: ");
  node.run(20);
  expect(node.web()).toBeUndefined();
});

test('containers outlive containerd and the kubelet', () => {
  const node = makeNode({ 'web.yaml': manifest() });
  node.run(3);
  const before = node.web();
  node.machine.systemd.request('stop', 'containerd.service');
  node.machine.systemd.request('restart', 'kubelet.service');
  node.run(2);
  expect(node.web()).toBe(before);
  expect(node.journal().join('\n')).toContain(
    'dial unix /run/containerd/containerd.sock: connect: no such file or directory',
  );
  node.machine.systemd.request('start', 'containerd.service');
  node.run(30);
  expect(node.web()).toBe(before);
  before!.signal('SIGKILL');
  node.run(3);
  expect(node.web()).toBeDefined();
});

test('a kubelet that dies between two steps of a start leaves nothing half done', () => {
  for (let milliseconds = 400; milliseconds < 1_400; milliseconds += 20) {
    const node = makeNode({ 'web.yaml': manifest() });
    node.run(milliseconds / 1_000);
    node.machine.systemd.kill('kubelet.service', 'SIGKILL');
    node.run(20);
    expect(node.web(), `killed after ${milliseconds} ms`).toBeDefined();
  }
});

test('after a loss of power all comes back, counted as one more start', () => {
  const node = makeNode({ 'web.yaml': manifest() });
  node.run(3);
  node.machine.powerOff();
  node.machine.boot();
  node.run(3);
  expect(node.web()).toBeDefined();
  const { files } = node.machine;
  const folder = `/var/log/pods/${files.list('/var/log/pods')![0]!}/web`;
  expect(files.list(folder)).toContain('1.log');
});

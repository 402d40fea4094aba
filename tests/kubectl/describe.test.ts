import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ApiLab } from '../apiserver/harness.ts';
import { Desk } from './desk.ts';

/*
 * The recorded layout, blank by blank. The objects are made so that every cell is as wide as it was
 * when it was recorded: only the times differ.
 */
const recorded = (name: string): string[] =>
  readFileSync(new URL(`./${name}.txt`, import.meta.url), 'utf8').split('\n');

const masked = (line: string): string =>
  line
    .replace(/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000/g, 'Mon, 01 Jan 2026 00:00:00 +0000')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, '2026-01-01T00:00:00Z')
    .trimEnd();

const at = '2026-11-02T08:00:00Z';

function condition(type: string, status: string, reason: string, message: string): object {
  return { type, status, reason, message, lastHeartbeatTime: at, lastTransitionTime: at };
}

const amounts = { cpu: '1', 'ephemeral-storage': '0', memory: '3840Mi', pods: '110' };

const node = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name: 'worker-1',
    annotations: { 'node.alpha.kubernetes.io/ttl': '0' },
    labels: {
      'beta.kubernetes.io/arch': 'amd64',
      'beta.kubernetes.io/os': 'linux',
      'kubernetes.io/arch': 'amd64',
      'kubernetes.io/hostname': 'worker-1',
      'kubernetes.io/os': 'linux',
    },
  },
  spec: {
    podCIDR: '10.244.1.0/24',
    podCIDRs: ['10.244.1.0/24'],
    providerID: 'kubemark://worker-1',
  },
  status: {
    capacity: amounts,
    allocatable: amounts,
    conditions: [
      condition(
        ...(['MemoryPressure', 'False', 'KubeletHasSufficientMemory'] as const),
        'kubelet has sufficient memory available',
      ),
      condition(
        ...(['DiskPressure', 'False', 'KubeletHasNoDiskPressure'] as const),
        'kubelet has no disk pressure',
      ),
      condition(
        ...(['PIDPressure', 'False', 'KubeletHasSufficientPID'] as const),
        'kubelet has sufficient PID available',
      ),
      condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'),
    ],
    addresses: [
      { type: 'InternalIP', address: '10.0.0.11' },
      { type: 'Hostname', address: 'worker-1' },
    ],
    nodeInfo: {
      kernelVersion: '3.16.0-0.bpo.4-amd64',
      osImage: 'Debian GNU/Linux 7 (wheezy)',
      operatingSystem: 'linux',
      architecture: 'amd64',
      containerRuntimeVersion: 'fakeRuntime://0.1.0',
      kubeletVersion: 'v1.36.3',
    },
  },
};

const POD = 'web-5844d9f8f4-bc7df';

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: POD,
    namespace: 'default',
    labels: { app: 'web', 'pod-template-hash': '5844d9f8f4' },
    annotations: { 'kubectl.kubernetes.io/restartedAt': at },
    ownerReferences: [
      {
        ...{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-5844d9f8f4', uid: 'u' },
        controller: true,
      },
    ],
  },
  spec: {
    nodeName: 'worker-1',
    priority: 0,
    serviceAccountName: 'default',
    containers: [{ name: 'nginx', image: 'nginx:1.27' }],
  },
};

const podStatus = {
  phase: 'Running',
  hostIP: '10.0.0.11',
  podIP: '192.168.192.168',
  podIPs: [{ ip: '192.168.192.168' }],
  startTime: at,
  qosClass: 'BestEffort',
  conditions: [
    ...['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map(
      (type) => ({ type, status: 'True', lastTransitionTime: at }),
    ),
  ],
  containerStatuses: [
    {
      ...{ name: 'nginx', image: 'nginx:1.27', imageID: 'nginx:1.27' },
      containerID: `fakeRuntime://${POD}_default_072e226f-7c13-41cf-8896-3350ff87e9bf_0_nginx_0`,
      ...{ ready: true, restartCount: 0, started: true },
      state: { running: { startedAt: at } },
      lastState: {},
    },
  ],
};

function event(name: string, of: object, reason: string, from: string, message: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace: 'default' },
    involvedObject: of,
    ...{ reason, message, type: 'Normal', count: 1 },
    source: { component: from },
    firstTimestamp: at,
    lastTimestamp: at,
  };
}

describe('kubectl describe', () => {
  const lab = new ApiLab('describe').start();
  const desk = new Desk(lab);
  const uidOf = (path: string): string =>
    (JSON.parse(lab.request('GET', path).body) as { metadata: { uid: string } }).metadata.uid;
  lab.request('POST', '/api/v1/nodes', { body: node });
  const leases = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';
  const spec = { holderIdentity: 'worker-1', renewTime: '2026-11-02T08:00:00.000000Z' };
  const lease = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'worker-1' },
  };
  lab.request('POST', leases, { body: { ...lease, spec } });
  const pods = '/api/v1/namespaces/default/pods';
  const events = '/api/v1/namespaces/default/events';

  it('lays a node out as it was recorded', () => {
    lab.run(190 - lab.kernel.nowUs / 1_000_000);
    lab.request('POST', pods, { body: pod });
    lab.request('PATCH', `${pods}/${POD}/status`, {
      body: { status: podStatus },
      contentType: 'application/merge-patch+json',
    });
    const uid = uidOf('/api/v1/nodes/worker-1');
    const of = { kind: 'Node', name: 'worker-1', uid };
    const what = 'Node worker-1 event: Registered Node worker-1 in Controller';
    const body = event('n1', of, 'RegisteredNode', 'node-controller', what);
    // An event of a node stands in the default namespace and names none.
    lab.request('POST', events, { body });
    lab.run(1.2);
    const { stdout } = desk.run('kubectl describe node worker-1');
    expect(stdout.split('\n').map(masked)).toEqual(recorded('describe-node').map(masked));
  });

  it('lays a pod out as it was recorded, but for its volumes', () => {
    const uid = uidOf(`${pods}/${POD}`);
    const of = { kind: 'Pod', name: POD, namespace: 'default', uid };
    const what = `Successfully assigned default/${POD} to worker-1`;
    lab.request('POST', events, { body: event('p1', of, 'Scheduled', 'default-scheduler', what) });
    const { stdout } = desk.run(`kubectl describe pod ${POD}`);
    const mounts = /Mounts:|serviceaccount from/;
    const untilVolumes = (lines: readonly string[]): string[] =>
      lines
        .slice(
          0,
          lines.findIndex((line) => line.startsWith('Volumes:')),
        )
        .map(masked)
        .filter((line) => !mounts.test(line));
    expect(untilVolumes(stdout.split('\n'))).toEqual(untilVolumes(recorded('describe-pod')));
    expect(stdout.split('\n').slice(-4, -2)).toEqual([
      '  Type    Reason     Age    From               Message',
      '  ----    ------     ----   ----               -------',
    ]);
  });

  it('describes what begins with a name, and says that there is none', () => {
    expect(desk.run('kubectl describe pod web-').stdout).toContain(`Name:             ${POD}\n`);
    expect(desk.run('kubectl describe pod nosuch').stderr).toBe(
      'Error from server (NotFound): pods "nosuch" not found\n',
    );
  });
});

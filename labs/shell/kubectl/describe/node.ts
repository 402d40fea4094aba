import type { KubeList, Lease, Node, Pod } from '../../../cluster/api/index.ts';
import type { Task } from '../../../cluster/kernel/index.ts';
import type { Client } from '../client.ts';
import { Failure } from '../failure.ts';
import { describeEvents, fetchEvents } from './events.ts';
import { describeNodeResources } from './node-resources.ts';
import { Page } from './page.ts';

/** Source: kubectl pkg/describe/describe.go `NodeDescriber`, `describeNode` */
export function* describeNode(client: Client, node: Node, nowUs: number): Task<string | Failure> {
  const { name = '', uid = '' } = node.metadata;
  const fieldSelector = `spec.nodeName=${name},status.phase!=Succeeded,status.phase!=Failed`;
  const query = { fieldSelector, limit: '500' };
  const pods = yield* client.get<KubeList<Pod>>('/api/v1/pods', query);
  if (pods instanceof Failure && pods.status?.reason !== 'Forbidden') return pods;
  const subject = { kind: 'Node', name, namespace: '' };
  const events = yield* fetchEvents(client, { ...subject, uid });
  const kubeletEvents = yield* fetchEvents(client, { ...subject, uid: name });
  const lease = yield* client.get<Lease>(
    `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${name}`,
  );
  const page = new Page(nowUs);
  describeIdentity(page, node);
  describeLease(page, lease);
  describeConditions(page, node);
  page.line(0, 'Addresses:');
  for (const { address, type } of node.status?.addresses ?? []) page.line(1, `${type}:`, address);
  describeAmounts(page, 'Capacity', node.status?.capacity);
  describeAmounts(page, 'Allocatable', node.status?.allocatable);
  describeSystem(page, node);
  if (pods instanceof Failure) page.line(0, 'Pods:', 'not authorized');
  else describeNodeResources(page, node, pods.items);
  describeEvents(page, events && [...events, ...(kubeletEvents ?? [])]);
  return page.finish();
}

const ROLE = 'node-role.kubernetes.io/';

function describeIdentity(page: Page, { metadata, spec = {} }: Node): void {
  const { annotations, creationTimestamp, labels = {}, name } = metadata;
  const roles = Object.entries(labels).flatMap(([key, value]) => {
    if (key.startsWith(ROLE)) return key === ROLE ? [] : [key.slice(ROLE.length)];
    return key === 'kubernetes.io/role' && value !== '' ? [value] : [];
  });
  page.line(0, 'Name:', name);
  page.line(0, 'Roles:', roles.length === 0 ? '<none>' : [...new Set(roles)].sort().join(','));
  page.labels('Labels', labels);
  page.annotations(annotations);
  page.line(0, 'CreationTimestamp:', page.time(creationTimestamp));
  const taints = [...(spec.taints ?? [])].sort((a, b) =>
    `${a.effect},${a.key}` < `${b.effect},${b.key}` ? -1 : 1,
  );
  const formatted = taints.map(({ effect, key, value }) => {
    return `${key}${value ? `=${value}` : ''}${effect ? `:${effect}` : ''}`;
  });
  page.list('Taints', formatted);
  page.line(0, 'Unschedulable:', spec.unschedulable ?? false);
}

function describeLease(page: Page, lease: Lease | Failure): void {
  if (lease instanceof Failure) {
    page.line(0, 'Lease:', `Failed to get lease: ${lease.text}`);
    return;
  }
  const { acquireTime, holderIdentity, renewTime } = lease.spec ?? {};
  page.line(0, 'Lease:');
  page.line(1, 'HolderIdentity:', holderIdentity ?? '<unset>');
  page.line(1, 'AcquireTime:', acquireTime ? page.time(acquireTime) : '<unset>');
  page.line(1, 'RenewTime:', renewTime ? page.time(renewTime) : '<unset>');
}

function describeConditions(page: Page, { status }: Node): void {
  const conditions = status?.conditions ?? [];
  if (conditions.length === 0) return;
  const times = ['LastHeartbeatTime', 'LastTransitionTime'];
  const columns = ['Type', 'Status', ...times, 'Reason', 'Message'];
  page.line(0, 'Conditions:');
  page.line(1, ...columns);
  page.line(1, ...columns.map((column) => '-'.repeat(column.length)));
  for (const {
    lastHeartbeatTime,
    lastTransitionTime,
    message,
    reason,
    type,
    ...rest
  } of conditions) {
    page.line(
      1,
      `${type} `,
      `${rest.status} `,
      `${page.time(lastHeartbeatTime)} `,
      `${page.time(lastTransitionTime)} `,
      `${reason ?? ''} `,
      message,
    );
  }
}

function describeAmounts(
  page: Page,
  title: string,
  amounts: Readonly<Record<string, string>> = {},
): void {
  const names = Object.keys(amounts).sort();
  if (names.length === 0) return;
  page.line(0, `${title}:`);
  for (const name of names) page.line(1, `${name}:`, amounts[name]);
}

function describeSystem(page: Page, { spec = {}, status }: Node): void {
  const info = status?.nodeInfo;
  page.line(0, 'System Info:');
  page.line(1, 'Machine ID:', info?.machineID);
  page.line(1, 'System UUID:', info?.systemUUID);
  page.line(1, 'Boot ID:', info?.bootID);
  page.line(1, 'Kernel Version:', info?.kernelVersion);
  page.line(1, 'OS Image:', info?.osImage);
  page.line(1, 'Operating System:', info?.operatingSystem);
  page.line(1, 'Architecture:', info?.architecture);
  page.line(1, 'Container Runtime Version:', info?.containerRuntimeVersion);
  page.line(1, 'Kubelet Version:', info?.kubeletVersion);
  if (spec.podCIDR) page.line(0, 'PodCIDR:', spec.podCIDR);
  if (spec.podCIDRs?.length) page.line(0, 'PodCIDRs:', spec.podCIDRs.join(','));
  if (spec.providerID) page.line(0, 'ProviderID:', spec.providerID);
}

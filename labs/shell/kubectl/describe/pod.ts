import type { Pod, Toleration, Volume } from '../../../cluster/api/index.ts';
import type { Task } from '../../../cluster/kernel/index.ts';
import type { Client } from '../client.ts';
import { describeContainers } from './container.ts';
import { describeEvents, fetchEvents } from './events.ts';
import { Page } from './page.ts';

const MIRROR = 'kubernetes.io/config.mirror';

/** Source: kubectl pkg/describe/describe.go `PodDescriber`, `describePod` */
export function* describePod(client: Client, pod: Pod, nowUs: number): Task<string> {
  const { annotations = {}, name = '', namespace = '', uid = '' } = pod.metadata;
  const subject = { kind: '', name, namespace, uid: annotations[MIRROR] ?? uid };
  const events = yield* fetchEvents(client, subject);
  const page = new Page(nowUs);
  const { spec, status = {} } = pod;
  describeIdentity(page, pod);
  describeState(page, pod);
  if (spec.initContainers?.length) {
    describeContainers(page, 'Init Containers', spec.initContainers, status.initContainerStatuses);
  }
  describeContainers(page, 'Containers', spec.containers, status.containerStatuses);
  describeConditions(page, pod);
  describeVolumes(page, spec.volumes ?? []);
  page.line(0, 'QoS Class:', status.qosClass);
  page.labels('Node-Selectors', spec.nodeSelector);
  const tolerations = [...(spec.tolerations ?? [])].sort((a, b) =>
    (a.key ?? '') < (b.key ?? '') ? -1 : (a.key ?? '') > (b.key ?? '') ? 1 : 0,
  );
  page.list('Tolerations', tolerations.map(formatToleration));
  describeEvents(page, events);
  return page.finish();
}

function describeIdentity(page: Page, { metadata, spec, status }: Pod): void {
  const { annotations, labels, name, namespace } = metadata;
  page.line(0, 'Name:', name);
  page.line(0, 'Namespace:', namespace);
  if (spec.priority !== undefined) page.line(0, 'Priority:', spec.priority);
  if (spec.priorityClassName) page.line(0, 'Priority Class Name:', spec.priorityClassName);
  if (spec.serviceAccountName) page.line(0, 'Service Account:', spec.serviceAccountName);
  const node = spec.nodeName ? `${spec.nodeName}/${status?.hostIP ?? ''}` : '<none>';
  page.line(0, 'Node:', node);
  if (status?.startTime) page.line(0, 'Start Time:', page.time(status.startTime));
  page.labels('Labels', labels);
  page.annotations(annotations);
}

function describeState(page: Page, { metadata, spec, status = {} }: Pod): void {
  const isOver = status.phase === 'Failed' || status.phase === 'Succeeded';
  if (metadata.deletionTimestamp !== undefined && !isOver) {
    const lasts = page.since(metadata.deletionTimestamp);
    page.line(0, 'Status:', `Terminating (lasts ${lasts})`);
    page.line(0, 'Termination Grace Period:', `${metadata.deletionGracePeriodSeconds ?? 0}s`);
  } else page.line(0, 'Status:', status.phase);
  if (status.reason) page.line(0, 'Reason:', status.reason);
  if (status.message) page.line(0, 'Message:', status.message);
  const { seccompProfile } = (spec.securityContext ?? {}) as {
    readonly seccompProfile?: { readonly type: string };
  };
  if (seccompProfile) page.line(0, 'SeccompProfile:', seccompProfile.type);
  page.line(0, 'IP:', status.podIP);
  if (status.podIPs?.length) {
    page.line(0, 'IPs:');
    for (const { ip } of status.podIPs) page.line(1, 'IP:', ip);
  } else page.line(0, 'IPs:', '<none>');
  const owner = metadata.ownerReferences?.find(({ controller }) => controller);
  if (owner) page.line(0, 'Controlled By:', `${owner.kind}/${owner.name}`);
  if (status.nominatedNodeName) page.line(0, 'NominatedNodeName:', status.nominatedNodeName);
}

function describeConditions(page: Page, { spec, status }: Pod): void {
  const conditions = status?.conditions ?? [];
  const gates = spec.readinessGates ?? [];
  if (gates.length > 0) {
    page.line(0, 'Readiness Gates:');
    page.line(1, 'Type', 'Status');
  }
  for (const { conditionType } of gates) {
    const met = conditions.find(({ type }) => type === conditionType);
    page.line(1, `${conditionType} `, `${met?.status ?? '<none>'} `);
  }
  if (conditions.length === 0) return;
  page.line(0, 'Conditions:');
  page.line(1, 'Type', 'Status');
  for (const condition of conditions) page.line(1, `${condition.type} `, `${condition.status} `);
}

/** Differs: of the kinds of volumes only `hostPath` and `emptyDir` are told in full */
function describeVolumes(page: Page, volumes: readonly Volume[]): void {
  if (volumes.length === 0) {
    page.line(0, 'Volumes:', '<none>');
    return;
  }
  page.line(0, 'Volumes:');
  for (const { hostPath, name, ...rest } of volumes) {
    page.line(1, `${name}:`);
    if (hostPath) {
      page.line(2, 'Type:', 'HostPath (bare host directory volume)');
      page.line(2, 'Path:', hostPath.path);
      page.line(2, 'HostPathType:', hostPath.type ?? '<none>');
    } else if (rest['emptyDir']) {
      const { medium = '', sizeLimit } = rest['emptyDir'] as Record<string, string>;
      page.line(2, 'Type:', "EmptyDir (a temporary directory that shares a pod's lifetime)");
      page.line(2, 'Medium:', medium);
      page.line(2, 'SizeLimit:', sizeLimit ?? '<unset>');
    } else page.line(1, '<unknown>');
  }
}

function formatToleration(toleration: Toleration): string {
  const { effect, key = '', operator, tolerationSeconds, value } = toleration;
  let text = key + (value ? `=${value}` : '') + (effect ? `:${effect}` : '');
  if (operator === 'Exists' && !value) text += text === '' ? 'op=Exists' : ' op=Exists';
  return tolerationSeconds === undefined ? text : `${text} for ${tolerationSeconds}s`;
}

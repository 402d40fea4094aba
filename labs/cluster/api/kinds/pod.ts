import { copyField, defineKind, statusSubresource, type Kind } from '../kind.ts';
import { isDnsSubdomain } from '../name-rule.ts';
import type { KubeObject } from '../object.ts';
import { fieldOf } from '../selector.ts';
import { ageColumn, nameColumn, podDescriptions as about } from './column-table.ts';
import { setPodDefaults } from './pod-defaults.ts';
import { podReady, podRestarts, podStatusText } from './pod-printer.ts';
import type { PodSpec, PodStatus } from './pod-spec.ts';
import { checkPod, checkQuantities } from './pod-validation.ts';
import { qosClassOf } from './pod-qos.ts';

export interface Pod extends KubeObject {
  spec: PodSpec;
  status?: PodStatus;
}

const DEFAULT_GRACE_SECONDS = 30;

export const podKind: Kind<Pod> = defineKind<Pod>({
  kind: 'Pod',
  shortNames: ['po'],
  categories: ['all'],
  subresources: [statusSubresource],
  selectableFields: [
    ...['spec.nodeName', 'spec.restartPolicy', 'spec.schedulerName', 'spec.serviceAccountName'],
    ...['spec.hostNetwork', 'status.phase', 'status.podIP', 'status.podIPs'],
    'status.nominatedNodeName',
  ],
  readField: (pod, path) =>
    path === 'spec.hostNetwork' ? String(pod.spec.hostNetwork ?? false) : fieldOf(pod, path),
  storageVersionHash: 'xPOwRZ+Yhw8=',
  hasGeneration: true,
  columns: [
    nameColumn,
    { name: 'Ready', description: about.ready, cell: podReady },
    { name: 'Status', description: about.status, cell: podStatusText },
    { name: 'Restarts', description: about.restarts, cell: podRestarts },
    ageColumn,
    { name: 'IP', priority: 1, description: about.ip, cell: ({ status }) => orNone(status?.podIP) },
    {
      name: 'Node',
      priority: 1,
      description: about.node,
      cell: ({ spec }) => orNone(spec.nodeName),
    },
    {
      name: 'Nominated Node',
      priority: 1,
      description: about.nominated,
      cell: ({ status }) => orNone(status?.nominatedNodeName),
    },
    { name: 'Readiness Gates', priority: 1, description: about.gates, cell: gatesOf },
  ],
  checkName: isDnsSubdomain,
  checkSyntax: ({ spec }) => checkQuantities(spec),
  setDefaults: setPodDefaults,
  validate: checkPod,
  prepareForCreate: (draft) => {
    draft.status = { phase: 'Pending', qosClass: qosClassOf(draft.spec) };
  },
  prepareForUpdate: (draft, old) => copyField(old, draft, 'status'),
  gracePeriod: ({ spec, status }) => {
    const isOver = status?.phase === 'Succeeded' || status?.phase === 'Failed';
    if (!spec.nodeName || isOver) return 0;
    return spec.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS;
  },
});

function orNone(text: string | undefined): string {
  return text || '<none>';
}

function gatesOf({ spec, status }: Pod): string {
  const gates = spec.readinessGates ?? [];
  if (gates.length === 0) return '<none>';
  const met = gates.filter(({ conditionType }) =>
    status?.conditions?.some(({ type, status: is }) => type === conditionType && is === 'True'),
  );
  return `${met.length}/${gates.length}`;
}

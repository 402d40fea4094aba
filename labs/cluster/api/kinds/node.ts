import { defineKind, statusSubresource, type Kind } from '../kind.ts';
import { isDnsSubdomain } from '../name-rule.ts';
import type { KubeObject } from '../object.ts';
import { fieldOf } from '../selector.ts';
import { ageColumn, nameColumn, nodeDescriptions as about } from './column-table.ts';

export interface Taint {
  key: string;
  value?: string;
  effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
  timeAdded?: string;
}

export interface NodeCondition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  lastHeartbeatTime?: string | null;
  lastTransitionTime?: string | null;
  reason?: string;
  message?: string;
}

export interface NodeSystemInfo {
  machineID: string;
  systemUUID: string;
  bootID: string;
  kernelVersion: string;
  osImage: string;
  containerRuntimeVersion: string;
  kubeletVersion: string;
  kubeProxyVersion: string;
  operatingSystem: string;
  architecture: string;
}

export interface Node extends KubeObject {
  spec?: {
    podCIDR?: string;
    podCIDRs?: string[];
    providerID?: string;
    unschedulable?: boolean;
    taints?: Taint[];
  };
  status?: {
    capacity?: Record<string, string>;
    allocatable?: Record<string, string>;
    phase?: string;
    conditions?: NodeCondition[];
    addresses?: { type: string; address: string }[];
    daemonEndpoints?: { kubeletEndpoint: { Port: number } };
    nodeInfo?: NodeSystemInfo;
    images?: { names: string[]; sizeBytes: number }[];
  };
}

export const nodeKind: Kind<Node> = defineKind<Node>({
  kind: 'Node',
  shortNames: ['no'],
  isNamespaced: false,
  storageName: 'minions',
  subresources: [statusSubresource],
  selectableFields: ['spec.unschedulable'],
  readField: (node, path) =>
    path === 'spec.unschedulable' ? String(node.spec?.unschedulable ?? false) : fieldOf(node, path),
  storageVersionHash: 'XwShjMxG9Fs=',
  columns: [
    nameColumn,
    { name: 'Status', description: about.status, cell: statusOf },
    { name: 'Roles', description: about.roles, cell: rolesOf },
    ageColumn,
    { name: 'Version', description: about.version, cell: info('kubeletVersion') },
    { name: 'Internal-IP', priority: 1, description: about.addresses, cell: address('InternalIP') },
    { name: 'External-IP', priority: 1, description: about.addresses, cell: address('ExternalIP') },
    { name: 'OS-Image', priority: 1, description: about.osImage, cell: info('osImage') },
    { name: 'Kernel-Version', priority: 1, description: about.kernel, cell: kernelOf },
    {
      name: 'Container-Runtime',
      priority: 1,
      description: about.runtime,
      cell: info('containerRuntimeVersion'),
    },
  ],
  checkName: isDnsSubdomain,
  setDefaults: (draft) => {
    draft.spec ??= {};
    const { status } = draft;
    if (status?.capacity) status.allocatable ??= status.capacity;
  },
  prepareForCreate: () => undefined,
});

/** Source: printers/internalversion/printers.go `printNode` */
function statusOf({ spec, status }: Node): string {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  const words = [ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady'];
  if (spec?.unschedulable) words.push('SchedulingDisabled');
  return words.join(',');
}

const ROLE_PREFIX = 'node-role.kubernetes.io/';

function rolesOf({ metadata: { labels = {} } }: Node): string {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(labels)) {
    if (key.startsWith(ROLE_PREFIX)) roles.add(key.slice(ROLE_PREFIX.length));
    else if (key === 'kubernetes.io/role' && value !== '') roles.add(value);
  }
  roles.delete('');
  return roles.size === 0 ? '<none>' : [...roles].sort().join(',');
}

function info(field: keyof NodeSystemInfo) {
  return ({ status }: Node): string => {
    const text = status?.nodeInfo?.[field] ?? '';
    return text === '' && field !== 'kubeletVersion' ? '<unknown>' : text;
  };
}

function kernelOf({ status }: Node): string {
  const { kernelVersion = '', architecture = '' } = status?.nodeInfo ?? {};
  if (kernelVersion === '') return '<unknown>';
  return architecture === '' ? kernelVersion : `${kernelVersion} (${architecture})`;
}

function address(type: string) {
  return ({ status }: Node): string =>
    status?.addresses?.find((one) => one.type === type)?.address ?? '<none>';
}

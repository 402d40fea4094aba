import { copyField, defineKind, statusSubresource, type Kind } from '../kind.ts';
import { isDnsLabel } from '../name-rule.ts';
import type { KubeObject } from '../object.ts';
import { ageColumn, nameColumn } from './column-table.ts';

export interface Namespace extends KubeObject {
  spec?: { finalizers?: string[] };
  status?: { phase?: 'Active' | 'Terminating' };
}

const NAME_LABEL = 'kubernetes.io/metadata.name';

export const namespaceKind: Kind<Namespace> = defineKind<Namespace>({
  kind: 'Namespace',
  shortNames: ['ns'],
  isNamespaced: false,
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  subresources: [{ name: 'finalize', verbs: ['update'] }, statusSubresource],
  selectableFields: ['status.phase'],
  storageVersionHash: 'Q3oi5N2YM8M=',
  columns: [
    nameColumn,
    {
      name: 'Status',
      description: 'The status of the namespace',
      cell: ({ status }) => status?.phase ?? '',
    },
    ageColumn,
  ],
  checkName: isDnsLabel,
  setDefaults: ({ metadata }) => {
    if (metadata.name) metadata.labels = { ...metadata.labels, [NAME_LABEL]: metadata.name };
  },
  prepareForCreate: (draft) => {
    draft.spec = { finalizers: ['kubernetes'] };
    draft.status = { phase: 'Active' };
  },
  finalizersOf: ({ metadata, spec }) => [
    ...(metadata.finalizers ?? []),
    ...(spec?.finalizers ?? []),
  ],
  prepareForDelete: (draft) => {
    draft.status = { phase: 'Terminating' };
  },
  prepareForUpdate: (draft, old) => {
    copyField(old, draft, 'spec');
    copyField(old, draft, 'status');
  },
});

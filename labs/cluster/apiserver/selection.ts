import {
  badRequest,
  matchesFields,
  matchesLabels,
  parseFieldSelector,
  parseLabelSelector,
  type FieldSelector,
  type Kind,
  type KubeObject,
  type LabelSelector,
  type Status,
} from '../api/index.ts';
import type { ApiRequest } from './request.ts';

/** Which objects of a kind a list or a watch is about. */
export interface Selection {
  readonly namespace: string;
  readonly labels: LabelSelector;
  readonly fields: FieldSelector;
}

/** Reads the selectors of a request. Errors: 400 */
export function readSelection({ query, info }: ApiRequest, kind: Kind): Selection | Status {
  const labels = parseLabelSelector(query.get('labelSelector') ?? '');
  if (typeof labels === 'string') return badRequest(labels);
  const fields = parseFieldSelector(query.get('fieldSelector') ?? '');
  if (typeof fields === 'string') return badRequest(fields);
  const known = ['metadata.name', 'metadata.namespace', ...kind.selectableFields];
  const unknown = fields.find(({ path }) => !known.includes(path));
  if (unknown) {
    const version = kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
    const why =
      kind.selectableFields.length === 0
        ? `"${unknown.path}" is not a known field selector: only "metadata.name", ` +
          '"metadata.namespace"'
        : `field label not supported: ${unknown.path}`;
    return badRequest(
      `Unable to find "${version}, Resource=${kind.plural}" that match label selector "${query.get('labelSelector') ?? ''}", field selector "${query.get('fieldSelector') ?? ''}": ${why}`,
    );
  }
  const byName =
    info.name === '' ? [] : [{ path: 'metadata.name', value: info.name, isEqual: true }];
  const namespace = kind.isNamespaced ? info.namespace : '';
  return { namespace, labels, fields: [...fields, ...byName] };
}

export function isSelected({ namespace, labels, fields }: Selection, object: KubeObject): boolean {
  const { metadata } = object;
  return (
    (namespace === '' || metadata.namespace === namespace) &&
    (labels.length === 0 || matchesLabels(labels, metadata.labels)) &&
    (fields.length === 0 || matchesFields(fields, object))
  );
}

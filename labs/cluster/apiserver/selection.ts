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
  readonly kind: Kind;
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
    if (kind.selectableFields.length > 0) {
      return badRequest(`field label not supported: ${unknown.path}`);
    }
    const known = 'only "metadata.name", "metadata.namespace"';
    return badRequest(`"${unknown.path}" is not a known field selector: ${known}`);
  }
  const byName =
    info.name === '' ? [] : [{ path: 'metadata.name', value: info.name, isEqual: true }];
  const namespace = kind.isNamespaced ? info.namespace : '';
  return { namespace, labels, fields: [...fields, ...byName], kind };
}

export function isSelected(selection: Selection, object: KubeObject): boolean {
  const { fields, kind, labels, namespace } = selection;
  const { metadata } = object;
  return (
    (namespace === '' || metadata.namespace === namespace) &&
    (labels.length === 0 || matchesLabels(labels, metadata.labels)) &&
    (fields.length === 0 || matchesFields(fields, object, kind.readField))
  );
}

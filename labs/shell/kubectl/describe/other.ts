import type { ConfigMap, KubeObject, Namespace } from '../../../cluster/api/index.ts';
import type { Task } from '../../../cluster/kernel/index.ts';
import type { Client } from '../client.ts';
import { describeEvents, fetchEvents } from './events.ts';
import { Page } from './page.ts';

/**
 * Source:  kubectl pkg/describe/describe.go `describeNamespace`
 * Differs: the lab has neither quotas nor limit ranges, so it says that there are none
 */
export function describeNamespace({ metadata, status }: Namespace, nowUs: number): string {
  const page = new Page(nowUs);
  page.line(0, 'Name:', metadata.name);
  page.labels('Labels', metadata.labels);
  page.annotations(metadata.annotations);
  page.line(0, 'Status:', (status as { phase?: string } | undefined)?.phase);
  page.line(0, '');
  page.line(0, 'No resource quota.');
  page.line(0, '');
  page.line(0, 'No LimitRange resource.');
  return page.finish();
}

/** Source: kubectl pkg/describe/describe.go `ConfigMapDescriber` */
export function* describeConfigMap(client: Client, object: ConfigMap, nowUs: number): Task<string> {
  const { annotations, labels, name = '', namespace = '', uid = '' } = object.metadata;
  const events = yield* fetchEvents(client, { kind: 'ConfigMap', name, namespace, uid });
  const page = new Page(nowUs);
  page.line(0, 'Name:', name);
  page.line(0, 'Namespace:', namespace);
  page.labels('Labels', labels);
  page.annotations(annotations);
  page.line(0, '\nData\n====');
  for (const [key, value] of Object.entries(object.data ?? {}).sort()) {
    page.line(0, `${key}:\n----\n${value}\n`);
  }
  page.line(0, '\nBinaryData\n====\n');
  describeEvents(page, events);
  return page.finish();
}

/**
 * What kubectl prints of a kind that it knows nothing of. Source: describe.go `genericDescriber`
 */
export function* describeOther(client: Client, object: KubeObject, nowUs: number): Task<string> {
  const { annotations, labels, name = '', namespace = '', uid = '' } = object.metadata;
  const events = yield* fetchEvents(client, { kind: object.kind, name, namespace, uid });
  const page = new Page(nowUs);
  page.line(0, 'Name:', name);
  page.line(0, 'Namespace:', namespace);
  page.labels('Labels', labels);
  page.annotations(annotations);
  describeFields(page, 0, object, '');
  describeEvents(page, events);
  return page.finish();
}

const told = ['.metadata.name', '.metadata.namespace', '.metadata.labels', '.metadata.annotations'];

function describeFields(page: Page, level: number, fields: object, path: string): void {
  for (const [field, value] of Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const here = `${path}.${field}`;
    if (told.includes(here) || here === '.metadata.managedFields') continue;
    const items: unknown[] = Array.isArray(value) ? value : [value];
    if (typeof value !== 'object' || value === null) {
      page.line(level, `${labelOf(field)}:`, value === null ? '<nil>' : String(value));
      continue;
    }
    page.line(level, `${labelOf(field)}:`);
    for (const item of items) {
      if (typeof item === 'object' && item !== null) describeFields(page, level + 1, item, here);
      else page.line(level + 1, String(item));
    }
  }
}

/** Shape: `holderIdentity` becomes `Holder Identity`, `uid` becomes `UID` */
function labelOf(field: string): string {
  if (!/^[A-Za-z-]+$/.test(field)) return field;
  const parts = field.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|-/g) ?? [field];
  return parts
    .map((part) => {
      const upper = part.toUpperCase();
      if (['API', 'URL', 'UID', 'GUID'].includes(upper)) return upper;
      return part.charAt(0).toUpperCase() + part.slice(1);
    })
    .join(' ');
}

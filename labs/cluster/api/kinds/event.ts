import { defineKind, type Kind } from '../kind.ts';
import { isDnsSubdomain } from '../name-rule.ts';
import type { KubeObject } from '../object.ts';
import { fieldOf } from '../selector.ts';
import { ageOf } from '../timestamp.ts';
import { eventDescriptions as about, nameColumn } from './column-table.ts';

export interface ObjectReference {
  kind?: string;
  namespace?: string;
  name?: string;
  uid?: string;
  apiVersion?: string;
  resourceVersion?: string;
  fieldPath?: string;
}

/** What somebody noticed about an object. It is forgotten after an hour. */
export interface Event extends KubeObject {
  involvedObject: ObjectReference;
  reason?: string;
  message?: string;
  source?: { component?: string; host?: string };
  firstTimestamp?: string | null;
  lastTimestamp?: string | null;
  count?: number;
  type?: 'Normal' | 'Warning';
  eventTime?: string | null;
  series?: { count?: number; lastObservedTime?: string };
  reportingComponent?: string;
  reportingInstance?: string;
}

/** Source: kube-apiserver `--event-ttl`. */
const EVENT_TTL_SECONDS = 3_600;

export const eventKind: Kind<Event> = defineKind<Event>({
  kind: 'Event',
  shortNames: ['ev'],
  storageVersionHash: 'r2yiGXH7wu8=',
  ttlSeconds: EVENT_TTL_SECONDS,
  selectableFields: [
    ...['involvedObject.kind', 'involvedObject.namespace', 'involvedObject.name'],
    ...['involvedObject.uid', 'involvedObject.apiVersion', 'involvedObject.resourceVersion'],
    ...['involvedObject.fieldPath', 'reason', 'reportingComponent', 'source', 'type'],
  ],
  readField: ({ source, reportingComponent, ...event }, path) =>
    path === 'source' ? source?.component || reportingComponent || '' : fieldOf(event, path),
  columns: [
    { name: 'Last Seen', description: about.last, cell: lastSeen },
    { name: 'Type', description: about.type, cell: ({ type }) => type ?? '' },
    { name: 'Reason', description: about.reason, cell: ({ reason }) => reason ?? '' },
    { name: 'Object', description: about.object, cell: objectOf },
    {
      name: 'Subobject',
      priority: 1,
      description: about.subobject,
      cell: ({ involvedObject }) => involvedObject.fieldPath ?? '',
    },
    { name: 'Source', priority: 1, description: about.source, cell: sourceOf },
    { name: 'Message', description: about.message, cell: ({ message = '' }) => message.trim() },
    { name: 'First Seen', priority: 1, description: about.first, cell: firstSeen },
    { name: 'Count', priority: 1, description: about.count, cell: countOf },
    { ...nameColumn, priority: 1 },
  ],
  checkName: isDnsSubdomain,
  setDefaults: (draft) => {
    draft.source ??= {};
    draft.firstTimestamp ??= null;
    draft.lastTimestamp ??= null;
    draft.eventTime ??= null;
    draft.reportingComponent ??= '';
    draft.reportingInstance ??= '';
  },
});

/** Source: printers/internalversion/printers.go `printEvent` */
function firstSeen(event: Event, nowSeconds: number): string {
  return ageOf(event.firstTimestamp ?? event.eventTime ?? undefined, nowSeconds);
}

function lastSeen(event: Event, nowSeconds: number): string {
  const last = event.series?.lastObservedTime ?? event.lastTimestamp;
  if (!last) return firstSeen(event, nowSeconds);
  const age = ageOf(last, nowSeconds);
  const count = countOf(event);
  return count > 1 ? `${age} (x${count} over ${firstSeen(event, nowSeconds)})` : age;
}

function countOf({ count, series }: Event): number {
  return series?.count ?? (count || 1);
}

function objectOf({ involvedObject: { kind = '', name = '' } }: Event): string {
  return name === '' ? kind.toLowerCase() : `${kind.toLowerCase()}/${name}`;
}

function sourceOf({ source = {}, reportingComponent, reportingInstance }: Event): string {
  const { component = reportingComponent ?? '', host = reportingInstance ?? '' } = source;
  return host === '' ? component : `${component}, ${host}`;
}

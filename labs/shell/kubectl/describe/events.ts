import type { Event, KubeList } from '../../../cluster/api/index.ts';
import type { Task } from '../../../cluster/kernel/index.ts';
import type { Client } from '../client.ts';
import { Failure } from '../failure.ts';
import type { Page } from './page.ts';

/** Whose events are looked for. */
export interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
}

/** Shape: undefined where they can't be had, and then nothing is said of them */
export function* fetchEvents(client: Client, subject: Subject): Task<Event[] | undefined> {
  const { kind, name, namespace, uid } = subject;
  const inside = namespace === '' ? '' : `/namespaces/${namespace}`;
  const terms = {
    'involvedObject.kind': kind,
    'involvedObject.name': name,
    'involvedObject.namespace': namespace,
    'involvedObject.uid': uid,
  };
  const fieldSelector = Object.entries(terms)
    .filter(([, value]) => value !== '')
    .map(([field, value]) => `${field}=${value}`)
    .join(',');
  const query = { fieldSelector, limit: '500' };
  const list = yield* client.get<KubeList<Event>>(`/api/v1${inside}/events`, query);
  return list instanceof Failure ? undefined : list.items;
}

/** Source: kubectl pkg/describe/describe.go `DescribeEvents` */
export function describeEvents(page: Page, events: readonly Event[] | undefined): void {
  if (events === undefined) return;
  if (events.length === 0) {
    page.line(0, 'Events:', '<none>');
    return;
  }
  page.flush();
  page.line(0, 'Events:');
  page.line(1, 'Type', 'Reason', 'Age', 'From', 'Message');
  page.line(1, '----', '------', '----', '----', '-------');
  const latest = (event: Event): string => event.lastTimestamp ?? event.eventTime ?? '';
  for (const event of [...events].sort((a, b) => (latest(a) < latest(b) ? -1 : 1))) {
    const { involvedObject, message = '', reason, source, type } = event;
    const from = source?.component || event.reportingComponent;
    const field = involvedObject.fieldPath ? `${involvedObject.fieldPath}: ` : '';
    page.line(1, type, reason, formatInterval(page, event), from, field + message.trim());
  }
}

/** Shape: `3s`, `3s (x2 over 5s)` */
function formatInterval(page: Page, event: Event): string {
  const { count = 0, eventTime, firstTimestamp, lastTimestamp, series } = event;
  const first = page.since(eventTime ?? firstTimestamp);
  if (series) return `${page.since(series.lastObservedTime)} (x${series.count} over ${first})`;
  return count > 1 ? `${page.since(lastTimestamp)} (x${count} over ${first})` : first;
}

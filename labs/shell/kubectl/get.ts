import type { KubeList, KubeObject } from '../../cluster/api/index.ts';
import type { Task } from '../../cluster/kernel/index.ts';
import type { Client } from './client.ts';
import { groupVersion, kindPrefix } from './discovery.ts';
import { Failure, severalFailures } from './failure.ts';
import { fileFlags, make, printFlags, selectorFlags, type Flag } from './flags.ts';
import { readManifests } from './manifest.ts';
import { checkOutput, formatOutput, isTableOutput, listOf } from './output.ts';
import { sortBy } from './sort-by.ts';
import type { Session } from './session.ts';
import { formatTable, TABLE_ACCEPT, type Table, type TableRow } from './table.ts';
import { tableOptions } from './table-options.ts';
import { tableStyle } from '../tab-writer.ts';
import { explainList, readTargets, selectorQuery, targetPath, type Target } from './target.ts';
import { getWatched } from './get-watch.ts';

export const getFlags: readonly Flag[] = [
  ...printFlags,
  ...selectorFlags,
  ...fileFlags,
  make.choice('watch', 'w'),
  make.choice('watch-only'),
  make.choice('output-watch-events'),
  make.choice('no-headers'),
  make.choice('show-labels'),
  make.choice('show-kind'),
  make.choice('ignore-not-found'),
  make.choice('server-print'),
  make.list('label-columns', 'L'),
  make.text('sort-by'),
  make.text('subresource'),
  make.count('chunk-size', '500'),
  make.text('raw'),
];

const NO_TYPE =
  'You must specify the type of resource to get. Use "kubectl api-resources" for a complete ' +
  'list of ' +
  'supported resources.\n\nerror: Required resource not specified.\n' +
  'Use "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl ' +
  'explain ' +
  "pods).\nSee 'kubectl get -h' for help and examples";

/** Source: kubectl pkg/cmd/get/get.go */
export function* get(session: Session): Task<number | Failure> {
  const { args } = session;
  if (session.isGiven('raw')) return yield* getRaw(session);
  if (args.length === 0 && session.list('filename').length === 0) {
    return new Failure(NO_TYPE, NO_TYPE);
  }
  const wrong = checkOutput(session);
  if (wrong) return wrong;
  const client = yield* session.client();
  if (client instanceof Failure) return client;
  const targets =
    args.length > 0 ? yield* readTargets(session, args) : yield* readManifests(session, 'get');
  if (targets instanceof Failure) return targets;
  if (session.isOn('watch') || session.isOn('watch-only')) {
    return yield* getWatched(session, client, targets);
  }
  return isTableOutput(session)
    ? yield* printTables(session, client, targets)
    : yield* printObjects(session, client, targets);
}

function* getRaw(session: Session): Task<number | Failure> {
  if (session.args.length > 0) {
    return new Failure('arguments may not be passed when --raw is specified');
  }
  const client = yield* session.client();
  if (client instanceof Failure) return client;
  const body = yield* client.raw('GET', session.text('raw'));
  if (body instanceof Failure) return body;
  yield* session.process.print(body);
  return 0;
}

/** Asks for one object or for a whole list, in chunks. */
function* fetchTable(session: Session, client: Client, target: Target): Task<Table | Failure> {
  const query: Record<string, string> = {};
  if (target.name === undefined) {
    Object.assign(query, selectorQuery(session));
    if (session.text('chunk-size') !== '0') query['limit'] = session.text('chunk-size');
  }
  if (session.text('sort-by') !== '') query['includeObject'] = 'Object';
  const rows: TableRow[] = [];
  for (;;) {
    const table = yield* client.get<Table>(targetPath(target), query, TABLE_ACCEPT);
    if (table instanceof Failure) {
      return target.name === undefined ? explainList(table, session, target) : table;
    }
    rows.push(...(table.rows ?? []));
    const next = table.metadata?.continue;
    if (next === undefined || next === '') return { ...table, rows };
    query['continue'] = next;
  }
}

interface Group {
  readonly target: Target;
  readonly columns: NonNullable<Table['columnDefinitions']>;
  readonly rows: readonly TableRow[];
}

function* printTables(
  session: Session,
  client: Client,
  targets: readonly Target[],
): Task<number | Failure> {
  const groups: Group[] = [];
  const failures: Failure[] = [];
  for (const target of targets) {
    const table = yield* fetchTable(session, client, target);
    if (table instanceof Failure) {
      if (!(table.isNotFound && session.isOn('ignore-not-found'))) failures.push(table);
    } else groups.push({ target, columns: table.columnDefinitions ?? [], rows: table.rows ?? [] });
  }
  const text = formatGroups(session, merge(groups));
  if (text instanceof Failure) return text;
  yield* session.process.print(text);
  const failed = severalFailures(failures);
  if (failed) return failed;
  if (text === '' && !session.isOn('ignore-not-found')) {
    const isInside = targets.every(({ namespace }) => namespace !== '');
    const where = isInside ? ` in ${session.namespace} namespace.` : '';
    yield* session.process.warn(`No resources found${where}\n`);
  }
  return 0;
}

/** Joins what follows one another and is of one kind. */
function merge(groups: readonly Group[]): Group[] {
  const merged: Group[] = [];
  for (const group of groups) {
    const last = merged.at(-1);
    if (last?.target.resource === group.target.resource) {
      merged[merged.length - 1] = { ...last, rows: [...last.rows, ...group.rows] };
    } else merged.push(group);
  }
  return merged;
}

function formatGroups(session: Session, groups: readonly Group[]): string | Failure {
  const hasKinds = groups.length > 1 || session.isOn('show-kind');
  const texts: string[] = [];
  for (const { columns, rows, target } of groups) {
    if (rows.length === 0) continue;
    const expression = session.text('sort-by');
    const sorted =
      expression === '' ? rows : sortBy(expression, rows, (row: TableRow) => row.object);
    if (sorted instanceof Failure) return sorted;
    const prefix = hasKinds ? kindPrefix(target.resource) : undefined;
    texts.push(formatTable(columns, sorted, tableOptions(session, target, prefix), tableStyle));
  }
  return texts.join(session.isOn('no-headers') ? '' : '\n');
}

function* printObjects(
  session: Session,
  client: Client,
  targets: readonly Target[],
): Task<number | Failure> {
  const items: KubeObject[] = [];
  const failures: Failure[] = [];
  for (const target of targets) {
    const found = yield* fetchObjects(session, client, target);
    if (!(found instanceof Failure)) items.push(...found);
    else if (!(found.isNotFound && session.isOn('ignore-not-found'))) failures.push(found);
  }
  const isSingle = targets.length === 1 && targets[0]!.name !== undefined;
  if (isSingle && items.length === 0) return severalFailures(failures) ?? 0;
  const expression = session.text('sort-by');
  const sorted = expression === '' ? items : sortBy(expression, items, (item) => item);
  if (sorted instanceof Failure) return sorted;
  const text = formatOutput(session, isSingle ? items[0]! : listOf(sorted));
  if (text instanceof Failure) return text;
  yield* session.process.print(text ?? '');
  return severalFailures(failures) ?? 0;
}

/** One object or all of a list, each with its kind, which lists leave out. */
export function* fetchObjects(
  session: Session,
  client: Client,
  target: Target,
): Task<readonly KubeObject[] | Failure> {
  const path = targetPath(target);
  if (target.name !== undefined) {
    const object = yield* client.get<KubeObject>(path);
    return object instanceof Failure ? object : [object];
  }
  const query: Record<string, string> = { ...selectorQuery(session), limit: '500' };
  const { resource } = target;
  const items: KubeObject[] = [];
  for (;;) {
    const list = yield* client.get<KubeList>(path, query);
    if (list instanceof Failure) return explainList(list, session, target);
    const named = { apiVersion: groupVersion(resource), kind: resource.kind };
    items.push(...list.items.map((item) => ({ ...item, ...named })));
    const next = list.metadata.continue;
    if (next === undefined || next === '') return items;
    query['continue'] = next;
  }
}

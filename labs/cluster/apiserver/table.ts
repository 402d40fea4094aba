import type { Column, Kind, KubeObject, ListMeta } from '../api/index.ts';
import type { ApiRequest } from './request.ts';

/** A table's name ends in what of each object its row holds; its metadata where nothing is said. */
type TableView = 'Table' | 'Table/Object' | 'Table/None';
type View = 'object' | TableView | 'PartialObjectMetadata' | 'PartialObjectMetadataList';

/**
 * What form of an answer a client asked for.
 *
 * Shape:  `Accept: application/json;as=Table;v=v1;g=meta.k8s.io,application/json`
 * Errors: undefined where the server has none of those (406)
 */
export function readView({ head, query }: ApiRequest): View | undefined {
  const accept = head.headers['accept'] ?? '*/*';
  for (const range of accept.split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
    if (!['application/json', '*/*', 'application/*'].includes(type)) continue;
    const view = parameters.find((part) => part.startsWith('as='))?.slice(3);
    if (view === undefined) return 'object';
    const isKnown = parameters.includes('g=meta.k8s.io') && parameters.includes('v=v1');
    if (!isKnown || !/^(Table|PartialObjectMetadata(List)?)$/.test(view)) continue;
    const included = query.get('includeObject') ?? '';
    const isCounted = view === 'Table' && ['Object', 'None'].includes(included);
    return (isCounted ? `Table/${included}` : view) as View;
  }
  return query.get('watch') ? 'object' : undefined;
}

/** One object, in the form asked for. */
export function viewObject(view: View, kind: Kind, object: KubeObject, nowSeconds: number): object {
  if (isTable(view)) return tableOf(view, kind, [object], metaOf(object), nowSeconds, true);
  return view === 'object' ? object : partial(object);
}

/** The same for a row of a watch: only the first has the columns. */
export function viewEvent(
  view: View,
  kind: Kind,
  object: KubeObject,
  nowSeconds: number,
  isFirst: boolean,
): object {
  if (!isTable(view)) return viewObject(view, kind, object, nowSeconds);
  return tableOf(view, kind, [object], metaOf(object), nowSeconds, isFirst);
}

export function viewList(
  view: View,
  kind: Kind,
  items: readonly KubeObject[],
  metadata: ListMeta,
  nowSeconds: number,
): object {
  if (isTable(view)) return tableOf(view, kind, items, metadata, nowSeconds, true);
  if (view === 'object') {
    const apiVersion = kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
    // Items of a typed list say neither kind nor version of their own.
    const bare = items.map(({ kind: _kind, apiVersion: _version, ...item }) => item);
    return { kind: `${kind.kind}List`, apiVersion, metadata, items: bare };
  }
  const apiVersion = 'meta.k8s.io/v1';
  return { kind: 'PartialObjectMetadataList', apiVersion, metadata, items: items.map(partial) };
}

function metaOf({ metadata }: KubeObject): ListMeta {
  const { resourceVersion } = metadata;
  return resourceVersion === undefined ? {} : { resourceVersion };
}

function isTable(view: View): view is TableView {
  return view.startsWith('Table');
}

/** What of an object stands in its row. Source: apiserver handlers/response.go `asTable` */
const rowObjects: Readonly<Record<TableView, (object: KubeObject) => object | null>> = {
  Table: partial,
  'Table/Object': (object) => object,
  'Table/None': () => null,
};

function partial({ metadata }: KubeObject): object {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
}

/** Source: apiserver registry/rest/table.go; printers */
function tableOf(
  view: TableView,
  kind: Kind,
  objects: readonly KubeObject[],
  metadata: ListMeta,
  nowSeconds: number,
  hasColumns: boolean,
): object {
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: hasColumns ? kind.columns.map(definitionOf) : null,
    rows: objects.map((object) => ({
      cells: kind.columns.map((column) => column.cell(object, nowSeconds)),
      object: rowObjects[view](object),
    })),
  };
}

function definitionOf({ name, type = 'string', format = '', description, priority = 0 }: Column) {
  return { name, type, format, description, priority };
}

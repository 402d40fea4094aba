import type { KubeObject } from '../../cluster/api/index.ts';
import { alignTabs, type TabStyle } from '../tab-writer.ts';

/** What the server answers where it is asked for a table. Source: meta/v1 `Table` */
export interface Table {
  readonly kind: 'Table';
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
  readonly columnDefinitions:
    readonly { readonly name: string; readonly priority: number }[] | null;
  readonly rows: readonly TableRow[] | null;
}

export interface TableRow {
  readonly cells: readonly unknown[];
  readonly object: KubeObject;
}

/** How `kubectl get` was asked to show it. */
export interface TableOptions {
  readonly isWide: boolean;
  readonly hasNamespaces: boolean;
  readonly hasHeaders: boolean;
  readonly hasLabels: boolean;
  /** `-L`: a column for each of these labels. */
  readonly labelColumns: readonly string[];
  /** Stands before each name, with a slash: `pod`. */
  readonly kindPrefix?: string | undefined;
  /** A first column: what a watch says of the row. */
  readonly event?: string | undefined;
}

export const TABLE_ACCEPT =
  'application/json;as=Table;v=v1;g=meta.k8s.io,' +
  'application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';

type Columns = NonNullable<Table['columnDefinitions']>;

/** Source: cli-runtime printers/tableprinter.go */
export function formatTable(
  columns: Columns,
  rows: readonly TableRow[],
  options: TableOptions,
  style: TabStyle,
): string {
  const lines = rows.map((row) => formatRow(columns, row, options));
  if (options.hasHeaders) lines.unshift(formatHeader(columns, options));
  return alignTabs(lines.map((line) => `${line}\n`).join(''), style);
}

function formatHeader(columns: Columns, options: TableOptions): string {
  const names = columns
    .filter(({ priority }) => priority === 0 || options.isWide)
    .map(({ name }) => name.toUpperCase());
  const labels = options.labelColumns.map((label) => label.split('/').at(-1)!.toUpperCase());
  return [
    ...(options.event === undefined ? [] : ['EVENT']),
    ...(options.hasNamespaces ? ['NAMESPACE'] : []),
    ...names,
    ...labels,
    ...(options.hasLabels ? ['LABELS'] : []),
  ].join('\t');
}

function formatRow(columns: Columns, { cells, object }: TableRow, options: TableOptions): string {
  const { labels = {}, namespace = '' } = object.metadata;
  const shown = columns.flatMap(({ name, priority }, at) => {
    if (priority !== 0 && !options.isWide) return [];
    const text = formatCell(cells[at]);
    const isNamed = name === 'Name' && options.kindPrefix !== undefined;
    return [isNamed ? `${options.kindPrefix}/${text}` : text];
  });
  return [
    ...(options.event === undefined ? [] : [options.event]),
    ...(options.hasNamespaces ? [namespace] : []),
    ...shown,
    ...options.labelColumns.map((label) => labels[label] ?? ''),
    ...(options.hasLabels ? [formatLabels(labels)] : []),
  ].join('\t');
}

/** A cell ends at its first line's end. */
function formatCell(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  const [line = '', ...more] = String(cell).split(/[\f\n\r]/);
  return more.length === 0 ? line : `${line}...`;
}

export function formatLabels(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return pairs.length === 0 ? '<none>' : pairs.map(([key, value]) => `${key}=${value}`).join(',');
}

import type { KubeObject } from '../../cluster/api/index.ts';
import { Failure } from './failure.ts';
import { sortKeys, walk } from './jsonpath.ts';
import { isPathError, parseRelaxed, type Path } from './jsonpath-syntax.ts';
import { alignTabs, tableStyle } from '../tab-writer.ts';

/**
 * A table of the columns that the user names.
 *
 * Shape:   `spec` such as `NAME:.metadata.name,NODE:.spec.nodeName`
 * Source:  kubectl pkg/cmd/get/customcolumn.go
 */
export function formatColumns(
  spec: string,
  items: readonly KubeObject[],
  isHeaderless: boolean,
): string | Failure {
  if (spec === '')
    return new Failure('custom-columns format specified but no custom columns given');
  const columns: { readonly header: string; readonly path: Path }[] = [];
  for (const part of spec.split(',')) {
    const at = part.indexOf(':');
    if (at < 0) {
      const why = `unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`;
      return new Failure(why);
    }
    const path = parseRelaxed(part.slice(at + 1));
    if (isPathError(path)) return new Failure(path.error);
    columns.push({ header: part.slice(0, at), path });
  }
  const rows = items.map((item) => columns.map(({ path }) => formatFound(path, item)).join('\t'));
  if (!isHeaderless) rows.unshift(columns.map(({ header }) => header).join('\t'));
  return alignTabs(rows.map((row) => `${row}\n`).join(''), tableStyle);
}

function formatFound(path: Path, item: KubeObject): string {
  const found = walk(path, item);
  if (isPathError(found) || found.length === 0) return '<none>';
  return found.map(formatGo).join(',');
}

/** A value as Go prints it with `%v`. */
function formatGo(value: unknown): string {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(formatGo).join(' ')}]`;
  if (typeof value !== 'object') return String(value);
  const pairs = Object.entries(sortKeys(value) as object);
  return `map[${pairs.map(([key, inner]) => `${key}:${formatGo(inner)}`).join(' ')}]`;
}

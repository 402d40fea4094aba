/**
 * JSONPath as kubectl has it: a template of text and of `{…}`, in which paths walk over objects.
 *
 * Modelled are `.field`, `['field']`, `[0]`, `[-1]`, `[1:3]`, `[*]`, `.*`, `..field`, filters such
 * as `[?(@.type=="Ready")]`, `{range …}{end}`, and quoted text.
 *
 * Source:  client-go util/jsonpath
 * Differs: no unions (`['a','b']`); a failing template does not dump the object
 */
import {
  isPathError,
  parseTemplate,
  type Path,
  type PathError,
  type Step,
  type TemplateNode,
} from './jsonpath-syntax.ts';

/** Fills a template in. Errors: the template is wrong, or an index is out of bounds */
export function runTemplate(template: string, data: unknown): string | PathError {
  const nodes = parseTemplate(template);
  if (isPathError(nodes)) {
    return { error: `error parsing jsonpath ${template}, ${nodes.error}` };
  }
  const out = runNodes(nodes, data);
  if (!isPathError(out)) return out;
  const why = `Error executing template: ${out.error}`;
  return { error: `error executing jsonpath ${JSON.stringify(template)}: ${why}` };
}

function runNodes(nodes: readonly TemplateNode[], data: unknown): string | PathError {
  let out = '';
  for (const node of nodes) {
    if ('text' in node) {
      out += node.text;
      continue;
    }
    const found = walk('path' in node ? node.path : node.range, data);
    if (isPathError(found)) return found;
    if ('path' in node) {
      out += found.map(formatValue).join(' ');
      continue;
    }
    for (const item of found) {
      const piece = runNodes(node.body, item);
      if (isPathError(piece)) return piece;
      out += piece;
    }
  }
  return out;
}

/** Shape: text as it is, all else as JSON with its keys sorted */
export function formatValue(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(sortKeys(value));
}

/** The same value with the keys of all its objects in order. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}

/** All that a path leads to. Errors: an index out of bounds */
export function walk(path: Path, data: unknown): unknown[] | PathError {
  let values: unknown[] = [data];
  for (const step of path) {
    const next: unknown[] = [];
    for (const value of values) {
      const found = take(step, value);
      if (isPathError(found)) return found;
      next.push(...found);
    }
    values = next;
  }
  return values;
}

function take(step: Step, value: unknown): unknown[] | PathError {
  const items = Array.isArray(value) ? (value as unknown[]) : [];
  switch (step.kind) {
    case 'field':
      return isObject(value) && step.name in value ? [value[step.name]] : [];
    case 'recursive':
      return descendants(value).flatMap((one) => (step.name in one ? [one[step.name]] : []));
    case 'all':
      return isObject(value) ? Object.values(value) : items;
    case 'slice':
      return items.slice(step.from, step.to);
    case 'filter':
      return items.filter((item) => passes(step, item));
    default: {
      const at = step.at < 0 ? items.length + step.at : step.at;
      if (at >= 0 && at < items.length) return [items[at]];
      return { error: `array index out of bounds: index ${step.at}, length ${items.length}` };
    }
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function descendants(value: unknown): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.values(value).flatMap(descendants);
  return isObject(value) ? [value, ...below] : below;
}

function passes({ path, sign, value }: Extract<Step, { kind: 'filter' }>, item: unknown): boolean {
  const found = walk(path, item);
  if (isPathError(found) || found.length === 0) return false;
  const [left] = found as (string | number | boolean)[];
  const right = value as string | number | boolean;
  switch (sign) {
    case '':
      return true;
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left! < right;
    case '<=':
      return left! <= right;
    case '>':
      return left! > right;
    default:
      return left! >= right;
  }
}

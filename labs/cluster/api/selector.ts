import type { KubeObject } from './object.ts';

type LabelOperator = 'in' | 'notin' | 'exists' | '!' | '=' | '!=' | 'gt' | 'lt';

interface Requirement {
  readonly key: string;
  readonly operator: LabelOperator;
  readonly values: readonly string[];
}

/** What a label selector asks of an object's labels: all of its requirements. */
export type LabelSelector = readonly Requirement[];

/** The same for fields: `metadata.name=x`, `spec.nodeName!=y`. */
export type FieldSelector = readonly {
  readonly path: string;
  readonly value: string;
  readonly isEqual: boolean;
}[];

/**
 * Reads a label selector as `-l` takes it: `app=web,tier in (a,b),!old`.
 *
 * Errors:  the sentence that the API server answers with
 * Source:  apimachinery labels/selector.go `Parse`
 */
export function parseLabelSelector(text: string): LabelSelector | string {
  const requirements: Requirement[] = [];
  for (const part of splitOutside(text)) {
    const requirement = parseRequirement(part.trim());
    if (typeof requirement === 'string') return requirement;
    requirements.push(requirement);
  }
  return requirements;
}

/** Splits at the commas that stand outside of parentheses. */
function splitOutside(text: string): string[] {
  const parts = text.match(/(?:[^,(]|\([^)]*\)?)+/g) ?? [];
  return parts.filter((part) => part.trim() !== '');
}

function parseRequirement(text: string): Requirement | string {
  const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(text);
  if (set) {
    const values = set[3]!.split(',').map((value) => value.trim());
    return { key: set[1]!, operator: set[2] as LabelOperator, values };
  }
  if (/^![^=\s]+$/.test(text)) return { key: text.slice(1).trim(), operator: '!', values: [] };
  const pair = /^([^=!<>\s]+)\s*(==?|!=|>|<)\s*(.*)$/.exec(text);
  if (!pair) {
    if (/^\S+$/.test(text)) return { key: text, operator: 'exists', values: [] };
    const found = text.split(/\s+/)[1] ?? '';
    const expected = "in, notin, '=', '==', '!=', gt, lt";
    return `unable to parse requirement: found '${found}', expected: ${expected}`;
  }
  const [, key = '', sign = '', value = ''] = pair;
  if (/[=!<>]/.test(value)) {
    return `found '${/[=!<>]+/.exec(value)![0]}', expected: ',' or 'end of string'`;
  }
  const operator = { '>': 'gt', '<': 'lt', '!=': '!=' }[sign] ?? '=';
  return { key, operator: operator as LabelOperator, values: [value.trim()] };
}

export function matchesLabels(
  selector: LabelSelector,
  labels: Readonly<Record<string, string>> = {},
): boolean {
  return selector.every(({ key, operator, values }) => {
    const value = labels[key];
    switch (operator) {
      case 'exists':
        return value !== undefined;
      case '!':
        return value === undefined;
      case '=':
      case 'in':
        return value !== undefined && values.includes(value);
      case 'gt':
        return value !== undefined && Number(value) > Number(values[0]);
      case 'lt':
        return value !== undefined && Number(value) < Number(values[0]);
      default:
        return value === undefined || !values.includes(value);
    }
  });
}

/**
 * Reads a field selector.
 *
 * Errors:  the sentence that the API server answers with
 * Source:  apimachinery fields/selector.go `ParseSelector`
 */
export function parseFieldSelector(text: string): FieldSelector | string {
  const terms: { path: string; value: string; isEqual: boolean }[] = [];
  for (const part of text.split(',').filter(Boolean)) {
    const match = /^(.*?)(!=|==|=)(.*)$/.exec(part);
    if (!match) return `invalid selector: '${text}'; can't understand '${part}'`;
    terms.push({ path: match[1]!, value: match[3]!, isEqual: match[2] !== '!=' });
  }
  return terms;
}

/** Shape: `fieldOf(pod, 'spec.nodeName')`; '' where nothing is there */
export function fieldOf(object: KubeObject, path: string): string {
  let value: unknown = object;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null) return '';
    value = (value as Record<string, unknown>)[name];
  }
  return typeof value === 'object' || value === undefined ? '' : String(value);
}

/** Shape: `read` says what is at a path; kinds differ in that */
export function matchesFields<T extends KubeObject>(
  selector: FieldSelector,
  object: T,
  read: (object: T, path: string) => string,
): boolean {
  return selector.every(({ path, value, isEqual }) => (read(object, path) === value) === isEqual);
}

import { encodeJson, type KubeObject } from '../../cluster/api/index.ts';
import { formatColumns } from './custom-columns.ts';
import { Failure } from './failure.ts';
import { runTemplate, sortKeys } from './jsonpath.ts';
import { isPathError } from './jsonpath-syntax.ts';
import type { Session } from './session.ts';
import { formatYaml } from './yaml.ts';

const KNOWN =
  'custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,' +
  'jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,wide,yaml';

/** Several objects as one. */
export interface ObjectList {
  readonly apiVersion: 'v1';
  readonly kind: 'List';
  readonly metadata: { readonly resourceVersion: string };
  readonly items: readonly KubeObject[];
}

export function listOf(items: readonly KubeObject[]): ObjectList {
  return { apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } };
}

/** True where the server's tables are to be shown. */
export function isTableOutput(session: Session): boolean {
  return ['', 'wide'].includes(session.text('output'));
}

/** Looks at `-o` before anything is asked. Errors: no such form, or one that the lab has not */
export function checkOutput(session: Session): Failure | undefined {
  const output = session.text('output');
  const form = output.replace(/=.*/s, '');
  return isTableOutput(session) || forms.has(form) ? undefined : refuse(output, form);
}

const forms = new Set(['json', 'yaml', 'name', 'custom-columns', 'jsonpath']);

/**
 * Objects in the form that `-o` asks for.
 *
 * Shape:   undefined for the forms that are tables: none, and `wide`
 * Errors:  no such form; an expression that is wrong
 */
export function formatOutput(
  session: Session,
  value: KubeObject | ObjectList,
): string | undefined | Failure {
  const output = session.text('output');
  const at = output.indexOf('=');
  const form = at < 0 ? output : output.slice(0, at);
  const rest = at < 0 ? session.text('template') : output.slice(at + 1);
  const shown = session.isOn('show-managed-fields') ? value : withoutManagers(value);
  switch (form) {
    case '':
    case 'wide':
      return undefined;
    case 'json':
      return `${encodeJson(sortKeys(shown), true).replace(/^( {2})+/gm, '$&$&')}\n`;
    case 'yaml':
      return formatYaml(shown);
    case 'name':
      return itemsOf(value)
        .map((item) => `${objectName(item)}\n`)
        .join('');
    case 'custom-columns':
      return formatColumns(rest, itemsOf(value), session.isOn('no-headers'));
    case 'jsonpath': {
      const text = runTemplate(rest, shown);
      return isPathError(text) ? new Failure(text.error) : text;
    }
    default:
      return refuse(output, form);
  }
}

function refuse(output: string, form: string): Failure {
  if (KNOWN.split(',').includes(form)) {
    return new Failure(`the output format "${form}" is not part of this lab`);
  }
  const what = 'unable to match a printer suitable for the output format';
  return new Failure(`${what} "${output}", allowed formats are: ${KNOWN}`);
}

export function itemsOf(value: KubeObject | ObjectList): readonly KubeObject[] {
  return 'items' in value ? value.items : [value];
}

/** Shape: `pod/etcd-cp-1`, `lease.coordination.k8s.io/cp-1` */
export function objectName({ apiVersion, kind, metadata }: KubeObject): string {
  const group = apiVersion.includes('/') ? `.${apiVersion.split('/')[0]}` : '';
  return `${kind.toLowerCase()}${group}/${metadata.name}`;
}

function withoutManagers(value: KubeObject | ObjectList): KubeObject | ObjectList {
  if ('items' in value) {
    return { ...value, items: value.items.map((item) => withoutManagers(item) as KubeObject) };
  }
  const metadata: Record<string, unknown> = { ...value.metadata };
  delete metadata['managedFields'];
  return { ...value, metadata };
}

import { loadAll, YAMLException } from 'js-yaml';
import type { KubeObject } from '../../cluster/api/index.ts';
import type { Task } from '../../cluster/kernel/index.ts';
import { machineOf, resolvePath } from '../../cluster/machine/index.ts';
import { readAll } from '../coreutils/input.ts';
import { Failure, joinFailures } from './failure.ts';
import type { Session } from './session.ts';
import type { Target } from './target.ts';

interface SourceText {
  readonly name: string;
  readonly text: string;
}

const TURN_OFF = 'if you choose to ignore these errors, turn validation off with --validate=false';

/**
 * The objects of all files given with `-f`: YAML or JSON, several documents in a file, folders, and
 * `-` for standard input.
 *
 * Errors:  a file is missing or no YAML; an object of no kind, or of one that the server has not
 * Source:  cli-runtime resource/builder.go, visitor.go
 */
export function* readManifests(
  session: Session,
  purpose: 'get' | 'create' | 'apply' | 'delete',
): Task<readonly Target[] | Failure> {
  const discovery = yield* session.discovery();
  if (discovery instanceof Failure) return discovery;
  const sources = yield* readSources(session);
  if (sources instanceof Failure) return sources;
  const unreachable = yield* checkReachable(session, purpose, sources);
  if (unreachable) return unreachable;
  const targets: Target[] = [];
  const failures: Failure[] = [];
  for (const { name, text } of sources) {
    const objects = parseObjects(name, text);
    if (objects instanceof Failure) return objects;
    for (const object of objects) {
      const incomplete = checkKind(name, object, purpose);
      if (incomplete) return incomplete;
      const resource = yield* discovery.findKind(object.apiVersion, object.kind);
      if (resource instanceof Failure) return resource;
      if (!resource) {
        failures.push(noMatch(name, object));
        continue;
      }
      const own = object.metadata?.namespace;
      const wanted = session.text('namespace');
      if (own !== undefined && wanted !== '' && own !== wanted) return wrongNamespace(own, wanted);
      const namespace = resource.isNamespaced ? (own ?? session.namespace) : '';
      const metadata = { ...object.metadata, ...(resource.isNamespaced && { namespace }) };
      const placed = { ...object, metadata };
      targets.push({ resource, name: metadata.name, namespace, object: placed, source: name });
    }
  }
  return joinFailures(failures) ?? targets;
}

/**
 * Before it sends an object kubectl asks for the schema of what it sends.
 *
 * Differs: the lab's servers have no schema to give, so that there is an answer is enough
 */
function* checkReachable(
  session: Session,
  purpose: string,
  [first]: readonly SourceText[],
): Task<Failure | undefined> {
  const isChecked = ['create', 'apply'].includes(purpose);
  if (!isChecked || !first || /^(false|ignore)$/.test(session.text('validate'))) return undefined;
  const client = yield* session.client();
  if (client instanceof Failure) return client;
  const answer = yield* client.raw('GET', '/openapi/v3', { query: { timeout: '32s' } });
  if (!(answer instanceof Failure) || answer.status) return undefined;
  const said = `failed to download openapi: ${answer.text.replace('/openapi/v3', '/openapi/v2')}`;
  return new Failure(
    `error validating "${first.name}": error validating data: ${said}; ${TURN_OFF}`,
  );
}

/** The text of every file, unread. Errors: a path that does not exist */
export function* readSources(session: Session): Task<readonly SourceText[] | Failure> {
  const sources: SourceText[] = [];
  for (const name of session.list('filename').flatMap((names) => names.split(','))) {
    if (name === '-') {
      sources.push({ name: 'STDIN', text: yield* readAll(session.process.streams[0]!) });
      continue;
    }
    const { files } = machineOf(session.process);
    const path = resolvePath(session.process.cwd, name);
    if (files.isFile(path)) sources.push({ name, text: files.read(path)! });
    else if (!files.isDirectory(path)) {
      return new Failure(`the path "${name}" does not exist`);
    } else {
      for (const entry of files.list(path) ?? []) {
        const text = files.read(`${path}/${entry}`);
        if (text !== undefined && /\.(json|ya?ml)$/.test(entry)) {
          sources.push({ name: `${name.replace(/\/$/, '')}/${entry}`, text });
        }
      }
    }
  }
  return sources;
}

/** Items of a list come one by one. */
function parseObjects(name: string, text: string): readonly KubeObject[] | Failure {
  try {
    const documents = loadAll(text).filter((value) => value !== undefined && value !== null);
    return documents.flatMap((value) => {
      const list = value as { readonly kind?: string; readonly items?: readonly KubeObject[] };
      return list.kind === 'List' && list.items ? list.items : [value as KubeObject];
    });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const line = (error.mark?.line ?? 0) + 1;
    const why = goReasons[error.reason] ?? error.reason;
    return new Failure(
      `error parsing ${name}: error converting YAML to JSON: yaml: line ${line}: ${why}`,
    );
  }
}

/** What go-yaml says where js-yaml has other words. */
const goReasons: Readonly<Record<string, string>> = {
  'bad indentation of a mapping entry': 'mapping values are not allowed in this context',
  'tab characters must not be used in indentation': 'found character that cannot start any token',
};

function checkKind(name: string, object: KubeObject, purpose: string): Failure | undefined {
  const missing = (['apiVersion', 'kind'] as const).filter((field) => !object[field]);
  if (missing.length === 0) return undefined;
  if (purpose === 'delete' || purpose === 'get') {
    const shown = JSON.stringify(object);
    return new Failure(`unable to decode "${name}": Object 'Kind' is missing in '${shown}'`);
  }
  const said = missing.map((field) => `${field} not set`).join(', ');
  const why = missing.length > 1 ? `[${said}]` : said;
  return new Failure(`error validating "${name}": error validating data: ${why}; ${TURN_OFF}`);
}

function noMatch(source: string, { apiVersion, kind, metadata }: KubeObject): Failure {
  const { name = '', namespace = '' } = metadata ?? {};
  const text =
    `resource mapping not found for name: "${name}" namespace: "${namespace}" from "${source}": ` +
    `no matches for kind "${kind}" in version "${apiVersion}"\nensure CRDs are installed first`;
  return new Failure(text, `error: ${text}`);
}

function wrongNamespace(own: string, wanted: string): Failure {
  return new Failure(
    `the namespace from the provided object "${own}" does not match the namespace "${wanted}". ` +
      `You must pass '--namespace=${own}' to perform this operation.`,
  );
}

import type { KubeObject } from '../../cluster/api/index.ts';
import type { Task } from '../../cluster/kernel/index.ts';
import { resourcePath, type Discovery, type Resource } from './discovery.ts';
import { Failure, statusFailure } from './failure.ts';
import type { Session } from './session.ts';

/** What a command line names: one object, or where no name is given all of a kind. */
export interface Target {
  readonly resource: Resource;
  readonly name: string | undefined;
  /** '' for all namespaces, and for what is in none. */
  readonly namespace: string;
  /** The object as a file has it, and the file. */
  readonly object?: KubeObject;
  readonly source?: string;
}

export function targetPath({ resource, name, namespace }: Target): string {
  return resourcePath(resource, namespace, name);
}

const NEEDLESS_TYPE =
  'there is no need to specify a resource type as a separate argument when passing arguments in ' +
  "resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get " +
  'resource ' +
  "resource/<resource_name>'";

/**
 * Reads `TYPE[,TYPE…] [NAME …]` or `TYPE/NAME …`.
 *
 * Errors:  no such resource; words that do not go together
 * Source:  cli-runtime resource/builder.go `ResourceTypeOrNameArgs`
 */
export function* readTargets(
  session: Session,
  args: readonly string[],
): Task<readonly Target[] | Failure> {
  const discovery = yield* session.discovery();
  if (discovery instanceof Failure) return discovery;
  const pairs = args.some((arg) => arg.includes('/'))
    ? yield* readPairs(discovery, args)
    : yield* readTypes(discovery, args);
  if (pairs instanceof Failure) return pairs;
  const targets: Target[] = [];
  for (const [resource, name] of pairs) {
    const target = place(session, resource, name);
    if (target instanceof Failure) return target;
    targets.push(target);
  }
  return targets;
}

type Pair = readonly [Resource, string | undefined];

function* readPairs(
  discovery: Discovery,
  args: readonly string[],
): Task<readonly Pair[] | Failure> {
  const pairs: Pair[] = [];
  for (const arg of args) {
    const [type = '', name, ...more] = arg.split('/');
    if (name === undefined) return new Failure(NEEDLESS_TYPE);
    if (more.length > 0) {
      return new Failure('arguments in resource/name form may not have more than one slash');
    }
    if (type === '' || name === '' || type.includes(',')) {
      const why = 'arguments in resource/name form must have a single resource and name';
      return new Failure(why);
    }
    const resource = yield* discovery.find(type);
    if (resource instanceof Failure) return resource;
    pairs.push([resource, name]);
  }
  return pairs;
}

function* readTypes(
  discovery: Discovery,
  [types = '', ...names]: readonly string[],
): Task<readonly Pair[] | Failure> {
  const pairs: Pair[] = [];
  for (const word of types.split(',')) {
    const resources = yield* expand(discovery, word);
    if (resources instanceof Failure) return resources;
    for (const resource of resources) {
      if (names.length === 0) pairs.push([resource, undefined]);
      for (const name of names) pairs.push([resource, name]);
    }
  }
  return pairs;
}

/** `all` stands for every resource of that category. */
function* expand(discovery: Discovery, word: string): Task<readonly Resource[] | Failure> {
  const all = yield* discovery.resources();
  const members = all instanceof Failure ? [] : all.filter((one) => one.categories.includes(word));
  if (members.length > 0) return members;
  const resource = yield* discovery.find(word);
  return resource instanceof Failure ? resource : [resource];
}

function place(session: Session, resource: Resource, name: string | undefined): Target | Failure {
  if (name !== undefined && session.text('selector') !== '') {
    return new Failure('name cannot be provided when a selector is specified');
  }
  if (!resource.isNamespaced) return { resource, name, namespace: '' };
  if (!session.isOn('all-namespaces')) return { resource, name, namespace: session.namespace };
  if (name === undefined) return { resource, name, namespace: '' };
  return new Failure('a resource cannot be retrieved by name across all namespaces');
}

/**
 * A list that the server refused, with what was asked for.
 *
 * Source: cli-runtime resource/selector.go `EnhanceListError`
 */
export function explainList(failed: Failure, session: Session, { resource }: Target): Failure {
  const { status } = failed;
  if (status?.reason !== 'BadRequest' && status?.reason !== 'NotFound') return failed;
  const subject = `"${resource.group}/${resource.version}, Resource=${resource.name}"`;
  const [labels, fields] = [session.text('selector'), session.text('field-selector')];
  const selectors = `label selector "${labels}", field selector "${fields}"`;
  const context =
    labels === '' && fields === ''
      ? `Unable to list ${subject}`
      : `Unable to find ${subject} that match ${selectors}`;
  return statusFailure(status, context);
}

/** What `-l` and `--field-selector` ask for. */
export function selectorQuery(session: Session): Record<string, string> {
  const query: Record<string, string> = {};
  const [labels, fields] = [session.text('selector'), session.text('field-selector')];
  if (labels !== '') query['labelSelector'] = labels;
  if (fields !== '') query['fieldSelector'] = fields;
  return query;
}

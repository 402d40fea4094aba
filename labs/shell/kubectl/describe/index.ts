/**
 * `kubectl describe`: what is known of an object, with its events, in the layout that people read.
 *
 * kubectl has a describer for each kind, and a general one that prints every field of the rest.
 * Here are those for nodes (node.ts, node-resources.ts), pods (pod.ts, container.ts), namespaces,
 * config maps and all others (other.ts); events.ts finds and prints events, page.ts indents and
 * aligns.
 *
 * Left out: describers for the kinds that no lab has, ephemeral containers, most kinds of volumes.
 *
 * Source: kubectl pkg/cmd/describe/describe.go, pkg/describe/describe.go
 */
import type { ConfigMap, KubeObject, Namespace, Node, Pod } from '../../../cluster/api/index.ts';
import type { Task } from '../../../cluster/kernel/index.ts';
import type { Client } from '../client.ts';
import { Failure, joinFailures } from '../failure.ts';
import { fileFlags, make, selectorFlags, type Flag } from '../flags.ts';
import { fetchObjects } from '../get.ts';
import { readManifests } from '../manifest.ts';
import type { Session } from '../session.ts';
import { readTargets, type Target } from '../target.ts';
import { describeNode } from './node.ts';
import { describeConfigMap, describeNamespace, describeOther } from './other.ts';
import { describePod } from './pod.ts';

export const describeFlags: readonly Flag[] = [
  ...selectorFlags,
  ...fileFlags,
  { ...make.choice('show-events'), initial: 'true' },
  make.count('chunk-size', '500'),
];

const NO_TYPE =
  'You must specify the type of resource to describe. Use "kubectl api-resources" for a ' +
  'complete list ' +
  'of supported resources.\n\nerror: Required resource not specified.';

export function* describe(session: Session): Task<number | Failure> {
  const { args, process } = session;
  if (args.length === 0 && session.list('filename').length === 0) {
    return new Failure(NO_TYPE, NO_TYPE);
  }
  const client = yield* session.client();
  if (client instanceof Failure) return client;
  const targets =
    args.length > 0 ? yield* readTargets(session, args) : yield* readManifests(session, 'get');
  if (targets instanceof Failure) return targets;
  const failures: Failure[] = [];
  let count = 0;
  for (const target of targets) {
    const objects = yield* findObjects(session, client, target);
    if (objects instanceof Failure) {
      failures.push(objects);
      continue;
    }
    for (const object of objects) {
      const text = yield* describeOne(client, object, process.nowUs);
      if (text instanceof Failure) failures.push(text);
      else yield* process.print(count++ === 0 ? text : `\n\n${text}`);
    }
  }
  if (failures.length > 0) return joinFailures(failures)!;
  if (count === 0) {
    const isInside = targets.every(({ namespace }) => namespace !== '');
    const where = isInside ? ` in ${session.namespace} namespace.` : '';
    yield* process.warn(`No resources found${where}\n`);
  }
  return 0;
}

/** A name that no object has may be the beginning of one. */
function* findObjects(
  session: Session,
  client: Client,
  target: Target,
): Task<readonly KubeObject[] | Failure> {
  const found = yield* fetchObjects(session, client, target);
  if (!(found instanceof Failure) || !found.isNotFound || target.name === undefined) return found;
  const { name } = target;
  const all = yield* fetchObjects(session, client, { ...target, name: undefined });
  if (all instanceof Failure) return found;
  const alike = all.filter(({ metadata }) => metadata.name?.startsWith(name));
  return alike.length > 0 ? alike : found;
}

function* describeOne(client: Client, object: KubeObject, nowUs: number): Task<string | Failure> {
  switch (`${object.apiVersion}/${object.kind}`) {
    case 'v1/Node':
      return yield* describeNode(client, object as Node, nowUs);
    case 'v1/Pod':
      return yield* describePod(client, object as Pod, nowUs);
    case 'v1/Namespace':
      return describeNamespace(object as Namespace, nowUs);
    case 'v1/ConfigMap':
      return yield* describeConfigMap(client, object as ConfigMap, nowUs);
    default:
      return yield* describeOther(client, object, nowUs);
  }
}

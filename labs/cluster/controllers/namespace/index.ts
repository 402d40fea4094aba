/**
 * The namespace controller: the end of namespaces.
 *
 * To delete a namespace is to mark it: it is Terminating, and a finalizer named `kubernetes` in its
 * spec holds it. This loop deletes all that lives in it, kind by kind, waits until it is gone, and
 * takes the finalizer away; then the API server lets the namespace go. Where no controller manager
 * runs, a namespace stays Terminating.
 *
 * What it leaves out: the conditions in the namespace's status that say what remains; discovery
 * (it knows the kinds that there are).
 *
 * Source:  pkg/controller/namespace/namespace_controller.go,
 *          deletion/namespaced_resources_deleter.go
 */
import {
  isStatus,
  kinds,
  namespaceKind,
  parseTimestamp,
  type Kind,
  type KubeObject,
  type Namespace,
  type Pod,
} from '../../api/index.ts';
import type { ControlLoop, LoopContext } from '../../client/control-loop.ts';
import { objectKey } from '../../client/lister.ts';
import {
  decodeResponse,
  failureText,
  isFailure,
  ResourceClient,
  resourcePath,
} from '../../client/rest-resource.ts';
import { RestError, type RestClient } from '../../client/rest.ts';
import { wallSeconds } from '../../client/tls.ts';
import { WorkQueue } from '../../client/workqueue.ts';
import { SECOND, type Task } from '../../kernel/index.ts';

const FINALIZER = 'kubernetes';
/**
 * API servers that lag behind may still let something in.
 *
 * Source: `namespaceDeletionGracePeriod`
 */
const GRACE_US = 5 * SECOND;
/** How long what has a finalizer may take. Source: `finalizerEstimateSeconds` */
const FINALIZER_SECONDS = 15;

export const namespaceLoop: ControlLoop = {
  name: 'namespace-controller',
  *start(context) {
    const queue = new WorkQueue(context.process);
    const namespaces = context.informers.of(namespaceKind);
    const enqueue = (namespace: Namespace): void => {
      if (namespace.metadata.deletionTimestamp === undefined) return;
      queue.addAfter(objectKey(namespace), GRACE_US);
    };
    namespaces.onEvent({ onAdd: enqueue, onUpdate: (_old, namespace) => enqueue(namespace) });
    yield* namespaces.synced();
    for (;;) {
      const name = yield* queue.get();
      const result = yield* finalize(context, name);
      if (typeof result === 'number') {
        queue.forget(name);
        if (result > 0) queue.addAfter(name, (Math.floor(result / 2) + 1) * SECOND);
      } else {
        const what = `deletion of namespace ${name} failed: ${result}`;
        const logger = 'UnhandledError';
        context.log.error('namespace_controller.go:167', 'Unhandled Error', what, { logger });
        queue.addRateLimited(name);
      }
      queue.done(name);
    }
  },
};

/**
 * Takes a namespace as far as it goes now.
 *
 * Units:   seconds until a next try would be worth it; 0 where it is gone
 * Errors:  why it failed
 */
function* finalize({ client, process }: LoopContext, name: string): Task<number | string> {
  const namespace = yield* new ResourceClient(client, namespaceKind).get(name);
  if (isFailure(namespace)) {
    return isStatus(namespace) && namespace.code === 404 ? 0 : failureText(namespace);
  }
  const { deletionTimestamp } = namespace.metadata;
  if (deletionTimestamp === undefined || !namespace.spec?.finalizers?.includes(FINALIZER)) return 0;
  const age = wallSeconds(process) - (parseTimestamp(deletionTimestamp) ?? 0);
  let remaining = 0;
  for (const kind of kinds) {
    if (!kind.isNamespaced || !kind.verbs.includes('deletecollection')) continue;
    const seconds = yield* deleteAll(client, kind, name, age);
    if (typeof seconds === 'string') return seconds;
    remaining = Math.max(remaining, seconds);
  }
  if (remaining > 0) return remaining;
  const finalizers = namespace.spec.finalizers.filter((finalizer) => finalizer !== FINALIZER);
  const path = `${resourcePath(namespaceKind)}/${name}/finalize`;
  const body = { ...namespace, spec: { ...namespace.spec, finalizers } };
  const response = yield* client.request('PUT', path, { body });
  if (response instanceof RestError) return response.message;
  const done = decodeResponse<Namespace>(response);
  return isFailure(done) && isStatus(done) && done.code !== 404 ? failureText(done) : 0;
}

/** Deletes all of one kind. Units: seconds until it may be gone. */
function* deleteAll(
  client: RestClient,
  kind: Kind,
  namespace: string,
  age: number,
): Task<number | string> {
  const objects = new ResourceClient(client, kind, namespace);
  const before = yield* objects.list();
  if (isFailure(before)) return failureText(before);
  if (isStatus(before) || before.items.length === 0) return 0;
  const response = yield* client.request('DELETE', objects.path);
  if (response instanceof RestError) return response.message;
  const answer = decodeResponse<KubeObject>(response);
  if (isFailure(answer)) return failureText(answer);
  const after = yield* objects.list();
  if (isFailure(after)) return failureText(after);
  if (isStatus(after) || after.items.length === 0) return 0;
  const graceful = kind.kind === 'Pod' ? longestGrace(after.items as Pod[]) - age : 0;
  if (graceful > 0) return graceful;
  if (after.items.some(({ metadata }) => metadata.finalizers?.length)) return FINALIZER_SECONDS;
  const gvr = `${kind.group}/${kind.version}, Resource=${kind.plural}`;
  return `unexpected items still remain in namespace: ${namespace} for gvr: ${gvr}`;
}

function longestGrace(pods: readonly Pod[]): number {
  const graces = pods.map(({ spec }) => spec.terminationGracePeriodSeconds ?? 0);
  return Math.max(0, ...graces);
}

import {
  badRequest,
  decodeJson,
  deleted,
  failure,
  findResource,
  isStatus,
  methodNotAllowed,
  notFound,
  unknownPath,
  type Kind,
  type KubeObject,
  type Status,
} from '../api/index.ts';
import { wallSeconds } from '../client/tls.ts';
import type { Task } from '../kernel/index.ts';
import { checkSize, decodeBody } from './decode.ts';
import { list } from './list.ts';
import { applyPatch } from './patch.ts';
import { answerWith } from './pipeline.ts';
import type { DeleteOptions } from './deletion.ts';
import type { CallContext, Registry } from './registry.ts';
import type { Answer, ApiRequest } from './request.ts';
import { readSelection } from './selection.ts';
import { readView, viewList, viewObject } from './table.ts';
import { startWatch } from './watch-start.ts';

type Handle = (registry: Registry, request: ApiRequest) => Task<Answer>;

const handlers: Readonly<Record<string, Handle>> = {
  get: handleGet,
  list: handleList,
  watch: startWatch,
  create: handleCreate,
  update: handleUpdate,
  patch: handlePatch,
  delete: handleDelete,
  deletecollection: handleDeleteCollection,
};

/**
 * Serves a request for a resource: finds its kind, and does what the verb says.
 *
 * Source: apiserver endpoints/installer.go, endpoints/handlers/*.go
 */
export function* handleResource(
  registries: ReadonlyMap<Kind, Registry>,
  request: ApiRequest,
): Task<Answer> {
  const { info } = request;
  const kind = findResource(info.group, info.version, info.resource);
  const registry = kind && registries.get(kind);
  if (!registry) return answerWith(unknownPath());
  const below = kind.subresources.find(({ name }) => name === info.subresource);
  if (info.subresource !== '' && !below) return answerWith(unknownPath());
  const verbs: readonly string[] = below?.verbs ?? kind.verbs;
  const handle = verbs.includes(info.verb) ? handlers[info.verb] : undefined;
  const isMisplaced = (info.verb === 'create') !== (info.name === '') && info.verb !== 'list';
  const needsName = ['get', 'update', 'patch', 'delete', 'create'].includes(info.verb);
  if (!handle || (needsName && isMisplaced)) return answerWith(methodNotAllowed());
  if (readView(request) === undefined) return answerWith(NOT_ACCEPTABLE);
  return yield* handle(registry, request);
}

const NOT_ACCEPTABLE = failure(
  406,
  'NotAcceptable',
  'only the following media types are accepted: application/json, application/yaml, ' +
    'application/vnd.kubernetes.protobuf',
);

function contextOf({ user, deadlineUs, query }: ApiRequest): CallContext {
  return { user, deadlineUs, isDryRun: query.get('dryRun') === 'All' };
}

/** An object or a failure, in the form asked for. */
function shown(request: ApiRequest, kind: Kind, result: KubeObject | Status, status = 200): Answer {
  if (isStatus(result)) return answerWith(result);
  const now = wallSeconds(request.stream.link.connection.process);
  return answerWith(viewObject(readView(request)!, kind, result, now), status);
}

function* handleGet(registry: Registry, request: ApiRequest): Task<Answer> {
  const { info, query, deadlineUs } = request;
  const { kind, cache } = registry;
  const key = registry.key(info.namespace, info.name);
  const version = query.get('resourceVersion') ?? '';
  if (!/^\d*$/.test(version)) {
    const why = `strconv.ParseUint: parsing "${version}": invalid syntax`;
    return answerWith(badRequest(`Invalid value: "${version}": ${why}`));
  }
  if (version !== '' && cache.isReady) {
    const late = yield* cache.waitFresh(Number(version));
    if (late) return answerWith(late);
    const known = cache.get(key);
    return shown(request, kind, known?.object ?? notFound(registry.resource, info.name));
  }
  const stored = yield* registry.storage.get(key, deadlineUs);
  if (stored === undefined) return answerWith(notFound(registry.resource, info.name));
  return shown(request, kind, isStatus(stored) ? stored : stored.object);
}

function* handleList(registry: Registry, request: ApiRequest): Task<Answer> {
  const selection = readSelection(request, registry.kind);
  if (isStatus(selection)) return answerWith(selection);
  const result = yield* list(registry, request, selection);
  if (isStatus(result)) return answerWith(result);
  const now = wallSeconds(request.stream.link.connection.process);
  const { items, metadata } = result;
  return answerWith(viewList(readView(request)!, registry.kind, items, metadata, now));
}

function* handleCreate(registry: Registry, request: ApiRequest): Task<Answer> {
  const { kind } = registry;
  const draft = decodeBody(request, kind);
  if (isStatus(draft)) return answerWith(draft);
  const result = yield* registry.create(draft, contextOf(request));
  return shown(request, kind, result, 201);
}

function* handleUpdate(registry: Registry, request: ApiRequest): Task<Answer> {
  const { namespace, name, subresource } = request.info;
  const draft = decodeBody(request, registry.kind);
  if (isStatus(draft)) return answerWith(draft);
  const change = (): KubeObject => draft;
  const context = contextOf(request);
  const result = yield* registry.update(namespace, name, subresource, change, context);
  return shown(request, registry.kind, result);
}

function* handlePatch(registry: Registry, request: ApiRequest): Task<Answer> {
  const { info, head, body } = request;
  const { kind } = registry;
  const type = (head.headers['content-type'] ?? '').split(';')[0]!.trim();
  const tooLarge = checkSize(body);
  if (tooLarge) return answerWith(tooLarge);
  const patch = decodeJson(body);
  if (patch === undefined) {
    const why = 'invalid character looking for beginning of object key string';
    return answerWith(badRequest(`error decoding patch: ${why}`));
  }
  const change = (current: KubeObject): KubeObject | Status => {
    const patched = applyPatch(type, patch, current, kind);
    if (isStatus(patched)) return patched;
    const asked = (patch as Partial<KubeObject>).metadata?.resourceVersion;
    const metadata = { ...patched.metadata };
    if (asked === undefined) delete metadata.resourceVersion;
    return { ...patched, metadata };
  };
  const { namespace, name, subresource } = info;
  const result = yield* registry.update(namespace, name, subresource, change, contextOf(request));
  return shown(request, kind, result);
}

/** Options come in the body, or in the query. */
function deleteOptions({ body, query }: ApiRequest): DeleteOptions {
  const options = (decodeJson(body) ?? {}) as DeleteOptions;
  const seconds = query.get('gracePeriodSeconds');
  return seconds === undefined ? options : { ...options, gracePeriodSeconds: Number(seconds) };
}

function* handleDelete(registry: Registry, request: ApiRequest): Task<Answer> {
  const { namespace, name } = request.info;
  const options = deleteOptions(request);
  const result = yield* registry.delete(namespace, name, options, contextOf(request));
  if (isStatus(result)) return answerWith(result);
  const { metadata } = result;
  if (metadata.deletionTimestamp !== undefined || registry.kind.kind === 'Pod') {
    return shown(request, registry.kind, result);
  }
  return answerWith(deleted(registry.resource, name, metadata.uid ?? ''));
}

function* handleDeleteCollection(registry: Registry, request: ApiRequest): Task<Answer> {
  const selection = readSelection(request, registry.kind);
  if (isStatus(selection)) return answerWith(selection);
  const found = yield* list(registry, request, selection);
  if (isStatus(found)) return answerWith(found);
  const options = deleteOptions(request);
  for (const { metadata } of found.items) {
    const { namespace = '', name = '' } = metadata;
    const result = yield* registry.delete(namespace, name, options, contextOf(request));
    if (isStatus(result) && result.code !== 404) return answerWith(result);
  }
  const now = wallSeconds(request.stream.link.connection.process);
  return answerWith(viewList('object', registry.kind, found.items, found.metadata, now));
}

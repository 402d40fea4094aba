import {
  badRequest,
  decodeBase64,
  decodeJson,
  encodeBase64,
  expired,
  isStatus,
  tooLargeResourceVersion,
  type KubeObject,
  type ListMeta,
  type Status,
} from '../api/index.ts';
import type { Task } from '../kernel/index.ts';
import type { Registry } from './registry.ts';
import type { ApiRequest } from './request.ts';
import { isSelected, type Selection } from './selection.ts';
import { isCompacted, storageKey, type Stored } from './storage.ts';

export interface ListResult {
  readonly items: readonly KubeObject[];
  readonly metadata: ListMeta;
}

interface ContinueToken {
  readonly v: 'meta.k8s.io/v1';
  readonly rv: number;
  /** The key after the last one returned, without the kind's prefix. */
  readonly start: string;
}

/**
 * Lists, with all that `resourceVersion`, `resourceVersionMatch`, `limit` and `continue` mean.
 *
 * Source: apiserver storage/cacher/delegator.go `GetList`; storage/etcd3/store.go `GetList`
 */
export function* list(
  registry: Registry,
  request: ApiRequest,
  selection: Selection,
): Task<ListResult | Status> {
  const { query, deadlineUs } = request;
  const version = query.get('resourceVersion') ?? '';
  if (!/^\d*$/.test(version)) return invalidVersion(version);
  const limit = Number(query.get('limit') ?? 0);
  const token = query.get('continue') ?? '';
  const isExact = query.get('resourceVersionMatch') === 'Exact';
  const isLegacyExact = limit > 0 && Number(version) > 0 && !query.has('resourceVersionMatch');
  const hasSelectors = selection.labels.length + selection.fields.length > 0;
  const { cache } = registry;
  if (token !== '') return yield* listStored(registry, request, selection, limit, token, 0);
  if (isExact || isLegacyExact || (!cache.isReady && limit > 0 && !hasSelectors)) {
    const exact = isExact || isLegacyExact ? Number(version) : 0;
    return yield* listStored(registry, request, selection, limit, '', exact);
  }
  if (!cache.isReady) return cache.notReady();
  const prefix = storageKey(registry.kind, selection.namespace, '');
  let wanted: number | Status = Number(version);
  if (version === '') wanted = yield* registry.storage.currentRevision(prefix, deadlineUs);
  if (isStatus(wanted)) return wanted;
  const late = yield* cache.waitFresh(wanted);
  if (late && version !== '') return late;
  if (late) return yield* listStored(registry, request, selection, limit, '', 0);
  const found = cache.list(prefix).filter(({ object }) => isSelected(selection, object));
  return page(registry, prefix, found, version === '0' ? 0 : limit);
}

function* listStored(
  registry: Registry,
  request: ApiRequest,
  selection: Selection,
  limit: number,
  token: string,
  revision: number,
): Task<ListResult | Status> {
  const prefix = storageKey(registry.kind, selection.namespace, '');
  const from = token === '' ? { rv: revision, start: '' } : decodeToken(token);
  if (isStatus(from)) return from;
  const startKey = prefix + from.start.replace(/^\//, '');
  const options = { startKey, limit, revision: from.rv };
  const result = yield* registry.storage.list(prefix, options, request.deadlineUs);
  if (isStatus(result))
    return isCompacted(result) ? tooOld(token) : describeFuture(result, from.rv);
  const items = result.items.map(({ object }) => object);
  const chosen = items.filter((object) => isSelected(selection, object));
  const resourceVersion = String(result.revision);
  const last = result.items.at(-1);
  if (!result.hasMore || !last) return { items: chosen, metadata: { resourceVersion } };
  const next = encodeToken(result.revision, keyAfter(registry, last, prefix));
  const hasSelectors = selection.labels.length + selection.fields.length > 0;
  const remaining = hasSelectors ? {} : { remainingItemCount: result.remaining };
  return { items: chosen, metadata: { resourceVersion, continue: next, ...remaining } };
}

/** Cuts a list from the cache to a page. */
function page(
  registry: Registry,
  prefix: string,
  found: readonly Stored[],
  limit: number,
): ListResult {
  const { revision } = registry.cache;
  const resourceVersion = String(revision);
  const items = found.map(({ object }) => object);
  if (limit === 0 || found.length <= limit) return { items, metadata: { resourceVersion } };
  const last = found[limit - 1]!;
  const next = encodeToken(revision, keyAfter(registry, last, prefix));
  const remainingItemCount = found.length - limit;
  return {
    items: items.slice(0, limit),
    metadata: { resourceVersion, continue: next, remainingItemCount },
  };
}

function keyAfter(registry: Registry, { object }: Stored, prefix: string): string {
  const { namespace = '', name = '' } = object.metadata;
  return `/${registry.key(namespace, name).slice(prefix.length)}\0`;
}

function encodeToken(rv: number, start: string): string {
  const token: ContinueToken = { v: 'meta.k8s.io/v1', rv, start };
  const text = encodeBase64(JSON.stringify(token));
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function decodeToken(text: string): ContinueToken | Status {
  const json = decodeBase64(text.replaceAll('-', '+').replaceAll('_', '/'));
  const token = decodeJson(json ?? '') as Partial<ContinueToken> | undefined;
  if (typeof token?.rv === 'number' && typeof token.start === 'string') {
    return token as ContinueToken;
  }
  return badRequest('continue key is not valid: illegal base64 data at input byte 0');
}

function invalidVersion(version: string): Status {
  return badRequest(
    `Invalid value: "${version}": strconv.ParseUint: parsing "${version}": invalid syntax`,
  );
}

/** Source: storage/etcd3/errors.go `interpretListError` */
function tooOld(token: string): Status {
  if (token === '') return expired('The resourceVersion for the provided list is too old.');
  return expired(
    'The provided continue parameter is too old to display a consistent list result. You can ' +
      'start a new list without the continue parameter.',
  );
}

function describeFuture(status: Status, revision: number): Status {
  if (!status.message?.includes('future revision')) return status;
  return tooLargeResourceVersion(revision, 0);
}

import { failure, invalid, isSame, type Kind, type KubeObject, type Status } from '../api/index.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Fields = { [key: string]: Json };

/**
 * Applies a patch of any of the three kinds to a copy.
 *
 * Shape:   `patch` is the JSON that the client sent, `type` its content type
 * Errors:  415 for another type, 422 for a JSON patch that does not fit
 * Source:  apiserver endpoints/handlers/patch.go; RFC 6902, RFC 7386
 */
export function applyPatch(
  type: string,
  patch: unknown,
  object: KubeObject,
  kind: Kind,
): KubeObject | Status {
  switch (type) {
    case 'application/merge-patch+json':
      return merge(object as unknown as Json, patch as Json) as unknown as KubeObject;
    case 'application/strategic-merge-patch+json':
      return mergeByKeys(object as unknown as Json, patch as Json, '') as unknown as KubeObject;
    case 'application/json-patch+json':
      return applyOperations(object, patch as Operation[], kind);
    default:
      return failure(415, 'UnsupportedMediaType', UNKNOWN_TYPE);
  }
}

const UNKNOWN_TYPE =
  'the body of the request was in an unknown format - accepted media types include: ' +
  'application/json-patch+json, application/merge-patch+json, ' +
  'application/strategic-merge-patch+json, application/apply-patch+yaml, ' +
  'application/apply-patch+cbor';

function isFields(value: Json | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function merge(target: Json | undefined, patch: Json): Json {
  if (!isFields(patch)) return patch;
  const merged: Fields = isFields(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = merge(merged[key], value);
  }
  return merged;
}

/**
 * By which field the items of a list are told apart; other lists are replaced whole.
 *
 * Source: the `patchMergeKey` tags of k8s.io/api/core/v1/types.go
 */
const mergeKeys: Readonly<Record<string, string>> = {
  conditions: 'type',
  addresses: 'type',
  containers: 'name',
  initContainers: 'name',
  env: 'name',
  volumes: 'name',
  volumeMounts: 'mountPath',
  ports: 'containerPort',
  ownerReferences: 'uid',
};

/** Lists of plain values that a strategic merge joins. */
const setLists = new Set(['finalizers']);

/** Differs: knows merge keys, `$patch: delete|replace` and nulls; no `$setElementOrder`. */
function mergeByKeys(target: Json | undefined, patch: Json, field: string): Json {
  if (Array.isArray(patch)) return mergeLists(target, patch, field);
  if (!isFields(patch)) return patch;
  const { $patch: directive, ...rest } = patch;
  const merged: Fields = isFields(target) && directive !== 'replace' ? { ...target } : {};
  for (const [key, value] of Object.entries(rest)) {
    if (key.startsWith('$')) continue;
    if (value === null) delete merged[key];
    else merged[key] = mergeByKeys(merged[key], value, key);
  }
  return merged;
}

function mergeLists(target: Json | undefined, patch: Json[], field: string): Json {
  const before = Array.isArray(target) ? target : [];
  if (setLists.has(field)) return [...new Set([...before, ...patch])];
  const key = mergeKeys[field];
  if (key === undefined) return patch;
  const items = [...before];
  for (const item of patch) {
    if (!isFields(item)) return patch;
    const at = items.findIndex((other) => isFields(other) && other[key] === item[key]);
    if (item['$patch'] === 'delete') {
      if (at >= 0) items.splice(at, 1);
    } else if (at < 0) items.push(item);
    else items[at] = mergeByKeys(items[at], item, '');
  }
  return items;
}

interface Operation {
  readonly op: 'add' | 'remove' | 'replace' | 'test' | 'copy' | 'move';
  readonly path: string;
  readonly from?: string;
  readonly value?: Json;
}

function applyOperations(
  object: KubeObject,
  operations: readonly Operation[],
  kind: Kind,
): KubeObject | Status {
  const root: Fields = { root: object as unknown as Json };
  for (const operation of operations) {
    const why = applyOperation(root, operation);
    if (why === undefined) continue;
    const status = invalid(kind, object.metadata.name ?? '', []);
    return { ...status, message: why, details: {} };
  }
  return root['root'] as unknown as KubeObject;
}

/** Errors: the sentence of the library that Kubernetes uses (evanphx/json-patch). */
function applyOperation(root: Fields, { op, path, from, value }: Operation): string | undefined {
  const [place, key] = find(root, path);
  const missing = (what: string): string => {
    return `the server rejected our request due to an error in our request: ${what}`;
  };
  if (place === undefined) return missing(`${op} operation does not apply: doc is missing path`);
  const here = read(place, key);
  switch (op) {
    case 'test':
      return isSame(here, value) ? undefined : missing(`testing value ${path} failed: test failed`);
    case 'remove':
      if (here === undefined) return missing(`remove operation does not apply`);
      if (Array.isArray(place)) place.splice(Number(key), 1);
      else delete place[key];
      return undefined;
    case 'replace':
      if (here === undefined) return missing(`replace operation does not apply`);
      write(place, key, value ?? null, false);
      return undefined;
    case 'add':
      write(place, key, value ?? null, true);
      return undefined;
    default: {
      const [source, sourceKey] = find(root, from ?? '');
      const found = source && read(source, sourceKey);
      if (found === undefined) return missing(`${op} operation does not apply`);
      if (op === 'move') applyOperation(root, { op: 'remove', path: from ?? '' });
      write(place, key, found, true);
      return undefined;
    }
  }
}

function find(root: Fields, path: string): [Fields | Json[] | undefined, string] {
  const keys = ['root', ...path.split('/').slice(1)].map((key) =>
    key.replaceAll('~1', '/').replaceAll('~0', '~'),
  );
  let place: Json | undefined = root;
  for (const key of keys.slice(0, -1)) {
    if (typeof place !== 'object' || place === null) return [undefined, ''];
    place = read(place, key);
  }
  if (typeof place !== 'object' || place === null) return [undefined, ''];
  return [place, keys.at(-1)!];
}

function read(place: Fields | Json[], key: string): Json | undefined {
  return Array.isArray(place) ? place[Number(key)] : place[key];
}

function write(place: Fields | Json[], key: string, value: Json, isInsert: boolean): void {
  if (!Array.isArray(place)) place[key] = value;
  else if (key === '-') place.push(value);
  else place.splice(Number(key), isInsert ? 0 : 1, value);
}

import type { KeyValue, RangeRequest } from '../../client/etcd/index.ts';
import type { KeyIndex } from './key-index.ts';

export interface RangeResult {
  readonly kvs: readonly KeyValue[];
  readonly more: boolean;
  readonly count: number;
}

/**
 * Answers a range at a revision.
 *
 * Keeps:  `count` is how many keys there are, whatever the limit
 * Source: etcd server/etcdserver/apply.go `applierV3backend.Range`
 */
export function readRange(index: KeyIndex, request: RangeRequest, revision: number): RangeResult {
  const { key, range_end: end, limit = 0 } = request;
  const isSorted = (request.sort_order ?? 'NONE') !== 'NONE' || isByValue(request);
  const needsAll = isSorted || isBounded(request);
  const kvs: KeyValue[] = [];
  let count = 0;
  for (const found of index.keys(key, end)) {
    const kv = index.at(found, revision);
    if (kv === undefined) continue;
    count++;
    if (isPruned(kv, request)) continue;
    if (request.count_only || (!needsAll && limit > 0 && kvs.length >= limit)) continue;
    kvs.push(kv);
  }
  if (isSorted) sortBy(kvs, request);
  const more = limit > 0 && (needsAll ? kvs.length : count) > limit && !request.count_only;
  if (kvs.length > limit && limit > 0) kvs.length = limit;
  if (!request.keys_only) return { kvs, more, count };
  return { kvs: kvs.map((kv) => ({ ...kv, value: '' })), more, count };
}

function isBounded(request: RangeRequest): boolean {
  return Object.keys(request).some((name) => /^m(in|ax)_/.test(name));
}

/** Source: etcd server/etcdserver/apply.go `pruneKVs` */
function isPruned(
  { mod_revision: mod, create_revision: create }: KeyValue,
  request: RangeRequest,
): boolean {
  const { min_mod_revision: minMod = 0, max_mod_revision: maxMod = 0 } = request;
  const { min_create_revision: minCreate = 0, max_create_revision: maxCreate = 0 } = request;
  if (mod < minMod || create < minCreate) return true;
  return (maxMod > 0 && mod > maxMod) || (maxCreate > 0 && create > maxCreate);
}

function isByValue(request: RangeRequest): boolean {
  return request.sort_target !== undefined && request.sort_target !== 'KEY';
}

function sortBy(kvs: KeyValue[], request: RangeRequest): void {
  const sign = request.sort_order === 'DESCEND' ? -1 : 1;
  const field = (
    {
      KEY: 'key',
      VERSION: 'version',
      CREATE: 'create_revision',
      MOD: 'mod_revision',
      VALUE: 'value',
    } as const
  )[request.sort_target ?? 'KEY'];
  kvs.sort((a, b) => (a[field] === b[field] ? 0 : a[field] < b[field] ? -sign : sign));
}

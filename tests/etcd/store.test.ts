import { describe, expect, it } from 'vitest';
import { applyTxn, hashStore, Store } from '../../labs/cluster/etcd/mvcc/index.ts';
import type { WatchEvent } from '../../labs/cluster/client/etcd/index.ts';

const put = (store: Store, key: string, value: string): void => {
  store.transact(() => store.put({ key, value }));
};
const del = (store: Store, key: string, range_end?: string): number =>
  store.transact(() => store.deleteRange({ key, ...(range_end !== undefined && { range_end }) }))
    .length;
const get = (store: Store, request: Parameters<Store['range']>[0]): string[] => {
  const result = store.range(request);
  if (typeof result === 'string') return [result];
  return result.kvs.map(({ key, value }) => (value === '' ? key : `${key}=${value}`));
};

describe('the revisioned store', () => {
  it('counts revisions, versions and generations', () => {
    const store = new Store();
    put(store, 'foo', 'bar');
    put(store, 'foo', 'bar2');
    del(store, 'foo');
    put(store, 'foo', 'again');
    expect(store.revision).toBe(5);
    const result = store.range({ key: 'foo' });
    expect(result).toMatchObject({
      kvs: [{ create_revision: 5, mod_revision: 5, version: 1, value: 'again' }],
    });
    expect(get(store, { key: 'foo', revision: 3 })).toEqual(['foo=bar2']);
    expect(get(store, { key: 'foo', revision: 4 })).toEqual([]);
    expect(get(store, { key: 'foo', revision: 6 })).toEqual(['futureRev']);
  });

  it('makes no revision where nothing changes', () => {
    const store = new Store();
    expect(del(store, 'nosuch')).toBe(0);
    expect(store.revision).toBe(1);
  });

  it('reads ranges: prefix, from a key, limit, order, count, keys', () => {
    const store = new Store();
    for (const key of ['a', 'b1', 'b2', 'b3', 'c']) put(store, key, `v${key}`);
    const prefix = { key: 'b', range_end: 'c' };
    expect(get(store, prefix)).toEqual(['b1=vb1', 'b2=vb2', 'b3=vb3']);
    expect(get(store, { key: 'b3', range_end: '\0' })).toEqual(['b3=vb3', 'c=vc']);
    expect(store.range({ ...prefix, limit: 2 })).toMatchObject({ more: true, count: 3 });
    expect(get(store, { ...prefix, sort_order: 'DESCEND', limit: 1 })).toEqual(['b3=vb3']);
    expect(get(store, { ...prefix, keys_only: true })).toEqual(['b1', 'b2', 'b3']);
    expect(store.range({ ...prefix, count_only: true })).toEqual({
      kvs: [],
      more: false,
      count: 3,
    });
    put(store, 'b1', 'later');
    expect(get(store, { ...prefix, sort_target: 'MOD', sort_order: 'ASCEND' }).at(-1)).toBe(
      'b1=later',
    );
  });

  it('forgets by compaction what only older revisions see', () => {
    const store = new Store();
    put(store, 'a', '1');
    put(store, 'a', '2');
    put(store, 'b', '1');
    del(store, 'b');
    expect(store.compact(9)).toBe('futureRev');
    expect(store.compact(5)).toBeUndefined();
    expect(store.compact(5)).toBe('compacted');
    expect(get(store, { key: 'a', revision: 4 })).toEqual(['compacted']);
    expect(get(store, { key: 'a', revision: 5 })).toEqual(['a=2']);
    expect(get(store, { key: 'b', revision: 5 })).toEqual([]);
    put(store, 'c', '1');
    expect(store.compact(6)).toBeUndefined();
    expect(store.keyCount).toBe(2);
  });

  it('stays as large as it is where as much is compacted as comes', () => {
    const store = new Store();
    const cycle = (): readonly [file: number, versions: number] => {
      for (let nth = 0; nth < 100; nth++) put(store, `lease-${nth % 9}`, 'renewed'.repeat(50));
      store.compact(store.revision - 100);
      const versions = store.index.allKeys().flatMap((key) => store.index.versions(key));
      return [store.size, versions.length];
    };
    cycle();
    cycle();
    const early = cycle();
    for (let nth = 0; nth < 20; nth++) cycle();
    expect(cycle()).toEqual(early);
  });

  it('tells watchers, from an earlier revision too, unless it is compacted', () => {
    const store = new Store();
    put(store, 'w/a', '1');
    const seen: string[] = [];
    const deliver = (events: readonly WatchEvent[], revision: number): void => {
      for (const { type, kv, prev_kv } of events) {
        seen.push(`${revision} ${type} ${kv.key} ${prev_kv?.value ?? '-'}`);
      }
    };
    const request = { key: 'w/', range_end: 'w0', prev_kv: true, deliver };
    const watcher = store.watch(request, 1);
    if (typeof watcher === 'string') throw new Error(watcher);
    put(store, 'w/a', '2');
    put(store, 'other', 'x');
    del(store, 'w/a');
    store.unwatch(watcher);
    put(store, 'w/a', '3');
    expect(seen).toEqual(['2 PUT w/a -', '3 PUT w/a 1', '5 DELETE w/a 2']);
    store.compact(5);
    expect(store.watch(request, 4)).toBe('compacted');
    seen.length = 0;
    store.watch(request, 5);
    expect(seen, 'nothing is known of before').toEqual(['6 DELETE w/a -', '6 PUT w/a -']);
  });

  it('runs a transaction as one revision', () => {
    const store = new Store();
    put(store, 't', '1');
    const request = {
      compare: [{ key: 't', target: 'VALUE', result: 'EQUAL', operand: '1' }],
      success: [{ put: { key: 't', value: '2' } }, { range: { key: 't' } }],
      failure: [{ range: { key: 't' } }],
    } as const;
    expect(applyTxn(store, request)).toMatchObject({
      succeeded: true,
      responses: [{ put: {} }, { range: { kvs: [{ value: '2', mod_revision: 3 }] } }],
    });
    expect(applyTxn(store, request)).toMatchObject({ succeeded: false });
    expect(store.revision).toBe(3);
  });

  it('hashes an empty store as etcd does', () => {
    expect(hashStore(new Store(), 1)).toBe(1_084_519_789);
  });
});

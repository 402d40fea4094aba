/**
 * The revisioned key-value store: what etcd keeps, once Raft has agreed on the order.
 *
 * Every transaction that changes something makes one new *revision* of the whole store, and every
 * version that a key ever had stays readable at the revision that it had it, until compaction. So a
 * reader can page through a listing that does not move under it, and a watcher can ask for all that
 * happened since the revision which it saw last. Kubernetes' resourceVersion is this number.
 *
 *     revision   2          3          4            5
 *     foo        bar(v1)    bar2(v2)   (deleted)    again(v1)     two generations
 *
 * A key's life from its creation to its deletion is a generation: `create_revision` is where it
 * began, `version` counts the changes in it. Compaction at a revision forgets what only older
 * revisions can see; reading or watching before it is an error from then on.
 *
 * The store is pure and synchronous: `store.ts` changes and reads, `key-index.ts` holds the keys
 * in order with their versions, `range.ts` answers a range, `watch.ts` tells watchers, `hash.ts`
 * is what members compare, `txn.ts` runs a transaction over all of it. `lessor.ts` holds the
 * leases: a key that was put with one is deleted when the lease ends.
 *
 * What it leaves out: bbolt's pages (the size is estimated).
 *
 * Source: etcd server/mvcc (v3.5): kvstore.go, index.go, key_index.go, watchable_store.go
 */
export { Store, type StoreError } from './store.ts';
export { Lessor, type Lease, type LeaseError } from './lessor.ts';
export type { StoreImage } from './image.ts';
export { hashStore } from './hash.ts';
export type { Version } from './key-index.ts';
export { encodeKeyValue, encodeRevision, encodeVersion } from './record.ts';
export { applyDeleteRange, applyPut, applyRange, applyTxn, type Body } from './txn.ts';
export type { Watcher, WatcherRequest } from './watch.ts';

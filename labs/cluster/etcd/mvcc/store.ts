import type {
  DeleteRangeRequest,
  KeyValue,
  PutRequest,
  RangeRequest,
  WatchEvent,
} from '../../client/etcd/index.ts';
import { historyOf, type StoreImage } from './image.ts';
import { KeyIndex, type Version } from './key-index.ts';
import { Lessor } from './lessor.ts';
import { readRange, type RangeResult } from './range.ts';
import { isInRange, selectEvent, Watchers, type Watcher, type WatcherRequest } from './watch.ts';

export type StoreError = 'compacted' | 'futureRev' | 'keyNotFound' | 'leaseNotFound';

/**
 * bbolt keeps two keys at least in a leaf, and writes a changed leaf anew before it frees the old
 * one: so many of the largest values lie on the disk twice.
 */
const LEAF_VERSIONS = 3;
/** What bbolt adds to a key and a value: revision, protobuf, page entry. Units: bytes. */
const OVERHEAD_BYTES = 60;
const PAGE_BYTES = 4_096;
/** A new etcd's database: 20 kB of meta, free list and buckets. Measured on etcd 3.5.30. */
const EMPTY_BYTES = 20_480;

/** The store. See index.ts. Revisions start at 1; the first change makes revision 2. */
export class Store {
  readonly index = new KeyIndex();
  readonly leases: Lessor;
  readonly #watchers = new Watchers();
  /** Every event from the compacted revision on, in order. Bounded by compaction, as in etcd. */
  #history: WatchEvent[] = [];
  #revision = 1;
  #compacted = -1;
  #bytes = 0;
  #peakBytes = 0;
  /** The sizes of the latest versions. */
  #leaf: readonly number[] = [];
  /** The events of the transaction that is running. */
  #events: WatchEvent[] = [];
  #isWriting = false;

  constructor(leases = new Lessor()) {
    this.leases = leases;
  }

  get revision(): number {
    return this.#revision;
  }

  /** The latest revision that was compacted; −1 where none was. */
  get compactRevision(): number {
    return this.#compacted;
  }

  get watcherCount(): number {
    return this.#watchers.size;
  }

  get keyCount(): number {
    return this.index.allKeys().length;
  }

  /** How large the database file would be. Units: bytes. */
  get size(): number {
    return EMPTY_BYTES + Math.floor(this.#peakBytes / PAGE_BYTES) * PAGE_BYTES;
  }

  get sizeInUse(): number {
    return EMPTY_BYTES - PAGE_BYTES + Math.floor(this.#bytes / PAGE_BYTES) * PAGE_BYTES;
  }

  /**
   * Runs one transaction: all its changes get one revision, and watchers hear of it in the end.
   *
   * Keeps:  a transaction that changes nothing makes no revision
   */
  transact<T>(run: () => T): T {
    if (this.#isWriting) return run();
    this.#isWriting = true;
    const result = run();
    this.#isWriting = false;
    if (this.#events.length > 0) {
      const events = this.#events;
      this.#events = [];
      this.#revision++;
      for (const event of events) this.#history.push(event);
      this.#watchers.notify(events, this.#revision);
    }
    return result;
  }

  /** Errors: a revision that is compacted, or that is not there yet. */
  range(request: RangeRequest): RangeResult | StoreError {
    const current = this.#isWriting && this.#events.length > 0 ? this.#writing : this.#revision;
    const { revision = 0 } = request;
    if (revision > current) return 'futureRev';
    if (revision > 0 && revision < this.#compacted) return 'compacted';
    return readRange(this.index, request, revision > 0 ? revision : current);
  }

  /** Why a put can't be done: the lease is gone, or `ignore_value` of a key that is not there. */
  checkPut({ key, lease, ignore_value, ignore_lease }: PutRequest): StoreError | undefined {
    if ((ignore_value || ignore_lease) && !this.index.at(key, this.#writing)) return 'keyNotFound';
    if (lease !== undefined && !this.leases.lookup(lease)) return 'leaseNotFound';
    return undefined;
  }

  /** Shape: what was there before. Errors: as `checkPut` */
  put(request: PutRequest): { readonly previous: KeyValue | undefined } | StoreError {
    const error = this.checkPut(request);
    if (error) return error;
    const { key } = request;
    const previous = this.index.at(key, this.#writing);
    const lease = request.ignore_lease ? previous?.lease : request.lease;
    const kv: KeyValue = {
      key,
      create_revision: previous?.create_revision ?? this.#writing,
      mod_revision: this.#writing,
      version: (previous?.version ?? 0) + 1,
      value: request.ignore_value ? previous!.value : request.value,
      ...(lease !== undefined && { lease }),
    };
    if (previous?.lease !== undefined) this.leases.detach(previous.lease, key);
    if (lease !== undefined) this.leases.attach(lease, key);
    this.#change({ type: 'PUT', kv, ...(previous && { prev_kv: previous }) });
    return { previous };
  }

  /** Shape: the pairs that were deleted. */
  deleteRange(request: DeleteRangeRequest): readonly KeyValue[] {
    const found: KeyValue[] = [];
    for (const key of this.index.keys(request.key, request.range_end)) {
      const kv = this.index.at(key, this.#writing);
      if (kv) found.push(kv);
    }
    for (const previous of found) {
      const { key, lease } = previous;
      if (lease !== undefined) this.leases.detach(lease, key);
      const kv = { key, create_revision: 0, mod_revision: this.#writing, version: 0, value: '' };
      this.#change({ type: 'DELETE', kv, prev_kv: previous });
    }
    return found;
  }

  /** Ends a lease: its keys are deleted, as one revision. */
  revoke(id: string): StoreError | undefined {
    const lease = this.leases.lookup(id);
    if (lease === undefined) return 'leaseNotFound';
    this.transact(() => {
      for (const key of [...lease.keys].sort()) this.deleteRange({ key });
    });
    this.leases.remove(id);
    return undefined;
  }

  /** Forgets what only revisions before this one can see. */
  compact(revision: number): StoreError | undefined {
    if (revision <= this.#compacted) return 'compacted';
    if (revision > this.#revision) return 'futureRev';
    this.#compacted = revision;
    this.index.compact(revision, (version) => {
      this.#bytes -= sizeOf(version);
    });
    const kept = this.#history.findIndex((event) => event.kv.mod_revision >= revision);
    this.#history = kept < 0 ? [] : this.#history.slice(kept).map(withoutPast(revision));
    return undefined;
  }

  /**
   * Takes an image in the place of all that is here, and tells watchers what they have missed.
   *
   * Source: etcd server/mvcc/kvstore.go `Restore`, watchable_store.go `Restore`
   */
  restore(image: StoreImage): void {
    const before = this.#revision;
    this.index.restore(image.keys);
    this.leases.restore(image.leases);
    this.#revision = image.revision;
    this.#compacted = image.compactRevision;
    this.#history = historyOf(image);
    const versions = image.keys.flatMap(([, list]) => list);
    this.#bytes = versions.reduce((sum, version) => sum + sizeOf(version), 0);
    this.#peakBytes = Math.max(this.#bytes, image.size - EMPTY_BYTES);
    this.#leaf = [];
    for (const [key] of image.keys) {
      const lease = this.index.at(key, this.#revision)?.lease;
      if (lease !== undefined) this.leases.attach(lease, key);
    }
    for (const watcher of this.#watchers.all()) {
      const fromRevision = Math.max(watcher.fromRevision, before + 1);
      if (fromRevision > this.#revision) continue;
      if (fromRevision >= this.#compacted) this.#catchUp({ ...watcher, fromRevision });
      else watcher.request.lose?.();
    }
  }

  /** Gives back to the disk what compaction has freed. */
  defragment(): void {
    this.#peakBytes = this.#bytes;
  }

  /**
   * Starts a watch. From an earlier revision on, what was missed is delivered at once.
   *
   * Errors:  a start that has been compacted away
   */
  watch(request: WatcherRequest, startRevision: number): Watcher | StoreError {
    if (startRevision > 0 && startRevision < this.#compacted) return 'compacted';
    const fromRevision = startRevision > 0 ? startRevision : this.#revision + 1;
    const watcher: Watcher = { request, fromRevision };
    this.#watchers.add(watcher);
    if (fromRevision <= this.#revision) this.#catchUp(watcher);
    return watcher;
  }

  unwatch(watcher: Watcher): void {
    this.#watchers.remove(watcher);
  }

  /** The revision that the transaction which is running will make. */
  get #writing(): number {
    return this.#revision + 1;
  }

  #change(event: WatchEvent): void {
    const { kv, type } = event;
    const version: Version = {
      main: kv.mod_revision,
      sub: this.#events.length,
      kv: type === 'PUT' ? kv : undefined,
    };
    this.index.add(kv.key, version);
    this.#events.push(event);
    const bytes = sizeOf(version);
    this.#bytes += bytes;
    this.#leaf = [...this.#leaf.slice(1 - LEAF_VERSIONS), bytes];
    const copied = this.#leaf.reduce((sum, size) => sum + (size > PAGE_BYTES ? size : 0), 0);
    this.#peakBytes = Math.max(this.#peakBytes, this.#bytes + copied);
  }

  #catchUp({ request, fromRevision }: Watcher): void {
    const missed: WatchEvent[] = [];
    for (const event of this.#history) {
      if (event.kv.mod_revision < fromRevision || !isInRange(event.kv.key, request)) continue;
      const selected = selectEvent(event, request);
      if (selected) missed.push(selected);
    }
    if (missed.length > 0) request.deliver(missed, this.#revision);
  }
}

/** What a compaction leaves of an event: at its own revision, nothing is known of before. */
function withoutPast(revision: number): (event: WatchEvent) => WatchEvent {
  return (event) => (event.kv.mod_revision > revision ? event : { type: event.type, kv: event.kv });
}

function sizeOf({ kv }: Version): number {
  return OVERHEAD_BYTES + (kv === undefined ? 0 : kv.key.length + kv.value.length);
}

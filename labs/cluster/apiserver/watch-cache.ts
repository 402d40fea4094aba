import {
  expired,
  isStatus,
  tooLargeResourceVersion,
  tooManyRequests,
  type Kind,
  type KubeObject,
  type Status,
  type WatchEvent,
} from '../api/index.ts';
import {
  prefixRangeEnd,
  Watch,
  type WatchEvent as EtcdEvent,
  type WatchResponse,
} from '../client/etcd/index.ts';
import type { Klog } from '../client/klog.ts';
import {
  after,
  Condition,
  MILLISECOND,
  SECOND,
  select,
  sleep,
  type Process,
  type Task,
} from '../kernel/index.ts';
import { decodeStored, storageKey, withRevision, type Storage, type Stored } from './storage.ts';

/** One change, with what was there before. */
export interface Change {
  readonly type: Exclude<WatchEvent['type'], 'BOOKMARK' | 'ERROR'>;
  readonly key: string;
  readonly object: KubeObject;
  readonly previous: KubeObject | undefined;
  readonly revision: number;
}

/** Takes changes as they come; `end` says that nothing more will. */
export interface Watcher {
  take(change: Change): void;
  end(): void;
}

/** How many changes are kept for watches that begin in the past. */
const HISTORY_MAX = 1_024;
/** Source: cacher/watch_cache.go `blockTimeout`. Units: microseconds. */
const FRESH_TIMEOUT_US = 3 * SECOND;
/** Source: cacher/progress `progressRequestPeriod`. */
const PROGRESS_PERIOD_US = 100 * MILLISECOND;
/** How long a broken watch is tried again before all begins anew. Source: cacher.go, 30 s. */
const RETRY_WATCH_US = 30 * SECOND;
/** Source: client-go reflector's back-off: 800 ms, doubled up to 30 s. */
const BACKOFF_MIN_US = 800 * MILLISECOND;
const BACKOFF_MAX_US = 30 * SECOND;

/**
 * All objects of one kind in memory, kept up to date by one watch on etcd, however many clients
 * watch.
 *
 * It serves watches, lists that may be a little old (`resourceVersion=0`), and lists that may not,
 * once it knows that it has seen all that etcd had when the list began.
 *
 * Keeps:   `revision` never goes back while the cache is ready; objects in it are never changed
 * Source:  apiserver storage/cacher/cacher.go, watch_cache.go; client-go reflector
 */
export class WatchCache {
  readonly kind: Kind;
  readonly watchers = new Set<Watcher>();
  readonly #process: Process;
  readonly #storage: Storage;
  readonly #log: Klog;
  readonly #prefix: string;
  readonly #objects = new Map<string, Stored>();
  readonly #history: Change[] = [];
  readonly #changed = new Condition();
  #watch: Watch | undefined;
  #revision = 0;
  /** The revision of the list that the history begins after. */
  #listRevision = 0;
  #isReady = false;
  #hasDropped = false;
  #notReadySinceUs = 0;

  constructor(process: Process, storage: Storage, kind: Kind, log: Klog) {
    this.kind = kind;
    this.#process = process;
    this.#storage = storage;
    this.#log = log;
    this.#prefix = storageKey(kind, '', '');
    process.go(this.#run());
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  get revision(): number {
    return this.#revision;
  }

  get(key: string): Stored | undefined {
    return this.#objects.get(key);
  }

  /** All whose keys begin with a prefix, in the order of their keys. */
  list(prefix: string): Stored[] {
    return [...this.#objects]
      .filter(([key]) => key.startsWith(prefix))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, stored]) => stored);
  }

  /** Waits until the first list is in. Errors: false where the deadline came first. */
  *waitReady(deadlineUs: number): Task<boolean> {
    while (!this.#isReady) {
      const left = deadlineUs - this.#process.nowUs;
      const first = yield* select({ changed: this.#changed.changed, timeout: after(left) });
      if (first.which === 'timeout') return false;
    }
    return true;
  }

  /**
   * Waits until the cache has seen a revision.
   *
   * Errors: a Status after 3 s: such a revision may not even exist yet
   */
  *waitFresh(revision: number): Task<Status | undefined> {
    const startUs = this.#process.nowUs;
    let askAtUs = startUs;
    while (this.#revision < revision) {
      const { nowUs } = this.#process;
      if (nowUs - startUs >= FRESH_TIMEOUT_US) {
        return tooLargeResourceVersion(revision, this.#revision);
      }
      if (nowUs >= askAtUs) {
        this.#watch?.requestProgress();
        askAtUs = nowUs + PROGRESS_PERIOD_US;
      }
      yield* select({ changed: this.#changed.changed, timeout: after(askAtUs - nowUs) });
    }
    return undefined;
  }

  /** What a client is told that asks too early. Source: cacher.go `GetList` */
  notReady(): Status {
    const downSeconds = Math.floor((this.#process.nowUs - this.#notReadySinceUs) / SECOND);
    return tooManyRequests('storage is (re)initializing', Math.max(1, Math.min(downSeconds, 30)));
  }

  /**
   * The changes after a revision, oldest first.
   *
   * Errors: 410 where they are not all known any more
   */
  since(revision: number): readonly Change[] | Status {
    const first = this.#history[0]?.revision ?? this.#revision + 1;
    const oldest = this.#hasDropped ? first : this.#listRevision + 1;
    if (revision < oldest - 1) {
      return expired(`too old resource version: ${revision} (${oldest - 1})`);
    }
    return this.#history.filter((change) => change.revision > revision);
  }

  *#run(): Task<void> {
    for (;;) {
      const list = yield* this.#storage.list(this.#prefix, {}, undefined);
      if (!isStatus(list)) {
        this.#replace(list.items, list.revision);
        this.#setReady(true);
        yield* this.#follow();
        this.#setReady(false);
        for (const watcher of this.watchers) watcher.end();
        this.watchers.clear();
      }
      yield* sleep(SECOND);
    }
  }

  /** Watches until the watch has been refused for too long. */
  *#follow(): Task<void> {
    let brokenSinceUs: number | undefined;
    let backoffUs = BACKOFF_MIN_US;
    for (;;) {
      this.#watch = this.#open();
      for (;;) {
        const response = yield* this.#watch.receive();
        if ('error' in response) {
          this.#warn(response.error);
          break;
        }
        brokenSinceUs = undefined;
        backoffUs = BACKOFF_MIN_US;
        this.#take(response);
      }
      brokenSinceUs ??= this.#process.nowUs;
      if (this.#process.nowUs - brokenSinceUs >= RETRY_WATCH_US) return;
      yield* sleep(backoffUs + this.#process.random.int(0, backoffUs));
      backoffUs = Math.min(backoffUs * 2, BACKOFF_MAX_US);
    }
  }

  #open(): Watch {
    const request = {
      key: this.#prefix,
      range_end: prefixRangeEnd(this.#prefix),
      start_revision: this.#revision + 1,
      progress_notify: true,
    };
    return new Watch(this.#storage.client, request, true);
  }

  #warn(err: string): void {
    const reflector = `storage/cacher.go:/${this.kind.storageName}`;
    const what = `watch of ${this.kind.kind} ended`;
    this.#log.warn('reflector.go:484', what, { reflector, err });
  }

  #replace(items: readonly Stored[], revision: number): void {
    this.#objects.clear();
    for (const stored of items) this.#objects.set(this.#keyOf(stored.object), stored);
    this.#history.length = 0;
    this.#hasDropped = false;
    this.#listRevision = revision;
    this.#revision = revision;
  }

  #keyOf({ metadata }: KubeObject): string {
    return storageKey(this.kind, metadata.namespace ?? '', metadata.name ?? '');
  }

  #take(response: WatchResponse): void {
    for (const event of response.events) this.#apply(event);
    this.#revision = Math.max(this.#revision, response.header.revision);
    this.#changed.notify();
  }

  #apply({ type, kv }: EtcdEvent): void {
    const { key, mod_revision: revision } = kv;
    const before = this.#objects.get(key);
    if (type === 'DELETE' && !before) return;
    const stored = type === 'DELETE' ? withRevision(before!.object, revision) : decodeStored(kv);
    const change: Change = {
      type: type === 'DELETE' ? 'DELETED' : before ? 'MODIFIED' : 'ADDED',
      key,
      object: stored.object,
      previous: before?.object,
      revision,
    };
    if (type === 'DELETE') this.#objects.delete(key);
    else this.#objects.set(key, stored);
    this.#revision = revision;
    this.#history.push(change);
    if (this.#history.length > HISTORY_MAX) {
      this.#history.splice(0, HISTORY_MAX / 4);
      this.#hasDropped = true;
    }
    for (const watcher of this.watchers) watcher.take(change);
  }

  #setReady(isReady: boolean): void {
    this.#isReady = isReady;
    if (!isReady) this.#notReadySinceUs = this.#process.nowUs;
    this.#changed.notify();
  }
}

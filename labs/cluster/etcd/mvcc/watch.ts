import type { WatchCreateRequest, WatchEvent } from '../../client/etcd/index.ts';

export type WatcherRequest = Pick<
  WatchCreateRequest,
  'key' | 'range_end' | 'prev_kv' | 'filters'
> & {
  /** Called with the events of one revision, or of several that were missed; never empty. */
  readonly deliver: (events: readonly WatchEvent[], revision: number) => void;
  /** Called where what it has missed is compacted: it will hear nothing more. */
  readonly lose?: () => void;
};

export interface Watcher {
  readonly request: WatcherRequest;
  /** Events before this revision are none of its business. */
  readonly fromRevision: number;
}

/**
 * Who wants to be told of changes: by exact key, or by range.
 *
 * Keeps:  watchers of one change are told in the order in which they came
 * Source: etcd server/mvcc/watcher_group.go
 */
export class Watchers {
  readonly #byKey = new Map<string, Set<Watcher>>();
  readonly #byRange = new Set<Watcher>();

  get size(): number {
    let size = this.#byRange.size;
    for (const watchers of this.#byKey.values()) size += watchers.size;
    return size;
  }

  all(): readonly Watcher[] {
    return [...[...this.#byKey.values()].flatMap((watchers) => [...watchers]), ...this.#byRange];
  }

  add(watcher: Watcher): void {
    const { key, range_end: end } = watcher.request;
    if (end) {
      this.#byRange.add(watcher);
      return;
    }
    const watchers = this.#byKey.get(key);
    if (watchers) watchers.add(watcher);
    else this.#byKey.set(key, new Set([watcher]));
  }

  remove(watcher: Watcher): void {
    const { key } = watcher.request;
    this.#byRange.delete(watcher);
    const watchers = this.#byKey.get(key);
    watchers?.delete(watcher);
    if (watchers?.size === 0) this.#byKey.delete(key);
  }

  /** Tells everybody whom the events of one transaction concern. */
  notify(events: readonly WatchEvent[], revision: number): void {
    const told = new Map<Watcher, WatchEvent[]>();
    for (const event of events) {
      for (const watcher of this.#byKey.get(event.kv.key) ?? []) note(told, watcher, event);
      for (const watcher of this.#byRange) {
        if (isInRange(event.kv.key, watcher.request)) note(told, watcher, event);
      }
    }
    for (const [watcher, mine] of told) {
      if (revision >= watcher.fromRevision) watcher.request.deliver(mine, revision);
    }
  }
}

export function isInRange(key: string, range: { key: string; range_end?: string }): boolean {
  const { range_end: end } = range;
  if (!end) return key === range.key;
  return key >= range.key && (end === '\0' || key < end);
}

/** The event as a watcher wants it: with or without what was there before; undefined: filtered. */
export function selectEvent(
  event: WatchEvent,
  { prev_kv: wantsPrevious, filters }: WatcherRequest,
): WatchEvent | undefined {
  if (filters?.includes(event.type === 'PUT' ? 'NOPUT' : 'NODELETE')) return undefined;
  if (wantsPrevious || event.prev_kv === undefined) return event;
  return { type: event.type, kv: event.kv };
}

function note(told: Map<Watcher, WatchEvent[]>, watcher: Watcher, event: WatchEvent): void {
  const selected = selectEvent(event, watcher.request);
  if (selected === undefined) return;
  const mine = told.get(watcher);
  if (mine) mine.push(selected);
  else told.set(watcher, [selected]);
}

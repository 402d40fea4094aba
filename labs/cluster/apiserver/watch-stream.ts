import {
  encodeJson,
  inGoOrder,
  isStatus,
  type KubeObject,
  type Status,
  type WatchEvent,
} from '../api/index.ts';
import { after, Channel, MINUTE, SECOND, select, type Task } from '../kernel/index.ts';
import { wallSeconds } from '../client/tls.ts';
import type { ApiRequest } from './request.ts';
import { sendHead } from './respond.ts';
import { isSelected, type Selection } from './selection.ts';
import { viewEvent, type readView } from './table.ts';
import type { Change, WatchCache, Watcher } from './watch-cache.ts';

/** Source: cacher.go `defaultBookmarkFrequency`. */
const BOOKMARK_US = MINUTE;
/** Source: kube-apiserver `--min-request-timeout` 1800; a watch lasts up to twice as long. */
const WATCH_SECONDS_MIN = 1_800;
/** How far a client may fall behind before its watch is ended. Units: changes. */
const UNSENT_MAX = 1_000;

export interface WatchOptions {
  readonly selection: Selection;
  readonly view: NonNullable<ReturnType<typeof readView>>;
  /** The changes to begin with, or the objects that are there, or why not. */
  readonly start: readonly Change[] | Status;
  readonly initial: readonly KubeObject[];
  /** Say where the initial objects end. */
  readonly endsInitial: boolean;
}

/**
 * One client's watch: a line for each change that concerns it, until its time is up.
 *
 * An object that begins to match is ADDED and one that ceases to is DELETED, whatever happened to
 * it.
 *
 * Source: storage/cacher/cache_watcher.go; endpoints/handlers/watch.go
 */
export class WatchStream implements Watcher {
  readonly #request: ApiRequest;
  readonly #cache: WatchCache;
  readonly #options: WatchOptions;
  readonly #pending = new Channel<Change>(UNSENT_MAX);
  #revision: number;
  #isFirst = true;

  constructor(request: ApiRequest, cache: WatchCache, options: WatchOptions) {
    this.#request = request;
    this.#cache = cache;
    this.#options = options;
    this.#revision = cache.revision;
    if (isStatus(options.start)) return;
    for (const change of options.start) this.take(change);
    cache.watchers.add(this);
  }

  take(change: Change): void {
    if (this.#isConcerned(change) && !this.#pending.offer(change)) this.end();
    this.#revision = change.revision;
  }

  end(): void {
    this.#pending.close();
  }

  *serve(): Task<void> {
    try {
      yield* this.#run();
    } finally {
      this.#cache.watchers.delete(this);
    }
  }

  *#run(): Task<void> {
    const { stream, query } = this.#request;
    const { process } = stream.link.connection;
    if (!sendHead(this.#request)) return;
    const { start, initial, endsInitial } = this.#options;
    if (isStatus(start)) {
      this.#send('ERROR', start);
      stream.send('http/watch', { isEnd: true });
      return;
    }
    for (const object of initial) this.#send('ADDED', object);
    if (endsInitial) this.#sendBookmark({ 'k8s.io/initial-events-end': 'true' });
    const asked = Number(query.get('timeoutSeconds') ?? 0);
    const seconds = asked || WATCH_SECONDS_MIN + process.random.int(0, WATCH_SECONDS_MIN);
    const endUs = process.nowUs + seconds * SECOND;
    const wantsBookmarks = query.get('allowWatchBookmarks') === 'true';
    let bookmarkUs = wantsBookmarks ? process.nowUs + BOOKMARK_US : endUs;
    while (process.nowUs < endUs && !stream.isOver) {
      const timer = after(Math.min(endUs, bookmarkUs) - process.nowUs);
      const first = yield* select({ change: this.#pending.readable, timer });
      if (first.which === 'change') {
        const change = this.#pending.poll();
        if (change === undefined) break;
        this.#sendChange(change);
      } else if (process.nowUs < endUs) {
        this.#revision = Math.max(this.#revision, this.#cache.revision);
        this.#sendBookmark();
        bookmarkUs = process.nowUs + BOOKMARK_US;
      }
    }
    stream.send('http/watch', { isEnd: true });
  }

  #isConcerned({ object, previous }: Change): boolean {
    const { selection } = this.#options;
    return (
      isSelected(selection, object) || (previous !== undefined && isSelected(selection, previous))
    );
  }

  #sendChange({ type, object, previous }: Change): void {
    const { selection } = this.#options;
    const before = previous !== undefined && isSelected(selection, previous);
    const now = type !== 'DELETED' && isSelected(selection, object);
    if (now) this.#send(before ? 'MODIFIED' : 'ADDED', object);
    else if (before) {
      const { resourceVersion = '' } = object.metadata;
      this.#send('DELETED', { ...previous, metadata: { ...previous.metadata, resourceVersion } });
    }
  }

  #sendBookmark(annotations?: Record<string, string>): void {
    const { kind, group, version } = this.#cache.kind;
    const apiVersion = group === '' ? version : `${group}/${version}`;
    const resourceVersion = String(this.#revision);
    const metadata = { resourceVersion, ...(annotations && { annotations }) };
    this.#write({ type: 'BOOKMARK', object: { kind, apiVersion, metadata } });
  }

  #send(type: WatchEvent['type'], object: KubeObject | Status): void {
    if (isStatus(object)) {
      this.#write({ type, object });
      return;
    }
    const { view } = this.#options;
    const { process } = this.#request.stream.link.connection;
    const shown = viewEvent(view, this.#cache.kind, object, wallSeconds(process), this.#isFirst);
    this.#isFirst = false;
    this.#write({ type, object: inGoOrder(shown) });
  }

  #write(event: { readonly type: WatchEvent['type']; readonly object: object }): void {
    const what = `http/watch ${event.type}`;
    this.#request.stream.send(what, { data: `${encodeJson(event)}\n` });
  }
}

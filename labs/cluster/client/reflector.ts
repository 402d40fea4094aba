import { isStatus, type KubeObject, type Status, type WatchEvent } from '../api/index.ts';
import { MILLISECOND, MINUTE, SECOND, sleep, type Process, type Task } from '../kernel/index.ts';
import type { Klog } from './klog.ts';
import { failureText, openWatch } from './rest-resource.ts';
import type { RestClient, RestError } from './rest.ts';
import { RestWatch } from './rest-watch.ts';

/** Takes what a reflector learns. */
export interface ReflectorStore<T extends KubeObject> {
  /** All that there is, in the place of all that was known. */
  replace(objects: readonly T[]): void;
  apply(type: 'ADDED' | 'MODIFIED' | 'DELETED', object: T): void;
}

export interface ReflectorOptions<T extends KubeObject> {
  readonly client: RestClient;
  /** The collection's path: see `resourcePath`. */
  readonly path: string;
  /** Selectors. */
  readonly query?: Readonly<Record<string, string>>;
  readonly store: ReflectorStore<T>;
  /** Failures are logged as client-go logs them, with the Go name of the type: `*v1.Pod`. */
  readonly log?: Klog;
  readonly typeName?: string;
}

/** Source: client-go tools/cache/reflector.go `NewReflectorWithOptions`. */
const BACKOFF_MIN_US = 800 * MILLISECOND;
const BACKOFF_MAX_US = 30 * SECOND;
const BACKOFF_RESET_US = 2 * MINUTE;
/** Source: `minWatchTimeout`; a watch asks for up to twice as long. */
const WATCH_SECONDS_MIN = 300;

const INITIAL_END = 'k8s.io/initial-events-end';

/**
 * Keeps a store like a collection on the server, for as long as its process lives.
 *
 * It asks for one stream that begins with all objects, says where those end, and goes on with each
 * change. When the stream ends it asks for what came after; when the server has forgotten that, it
 * begins anew.
 *
 * Source:  client-go tools/cache/reflector.go, with WatchListClient as it is by default
 */
export class Reflector<T extends KubeObject> {
  readonly #process: Process;
  readonly #options: ReflectorOptions<T>;
  #revision: string | undefined;
  #backoffUs = BACKOFF_MIN_US;
  #lastFailureUs = 0;

  constructor(process: Process, options: ReflectorOptions<T>) {
    this.#process = process;
    this.#options = options;
  }

  *run(): Task<void> {
    for (;;) {
      const failed = yield* this.#follow();
      if (failed === undefined) continue;
      if (isStatus(failed) && failed.code === 410) this.#revision = undefined;
      this.#logFailure(failed);
      yield* sleep(this.#nextBackoff());
    }
  }

  /** Opens one stream and reads it to its end. Errors: why that was none, or a bad one. */
  *#follow(): Task<Status | RestError | undefined> {
    const { client, path, query } = this.#options;
    const isInitial = this.#revision === undefined;
    const seconds = WATCH_SECONDS_MIN + this.#process.random.int(0, WATCH_SECONDS_MIN);
    const startUs = this.#process.nowUs;
    const watch = yield* openWatch<T>(client, path, {
      query: {
        ...query,
        allowWatchBookmarks: 'true',
        timeoutSeconds: String(seconds),
        resourceVersion: this.#revision ?? '',
        ...(isInitial && { sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan' }),
      },
    });
    if (!(watch instanceof RestWatch)) return watch;
    const failed = yield* this.#read(watch, isInitial ? [] : undefined);
    const wasShort = this.#process.nowUs - startUs < SECOND;
    if (failed === undefined && wasShort) yield* sleep(this.#nextBackoff());
    return failed;
  }

  *#read(watch: RestWatch<T>, initial: T[] | undefined): Task<Status | undefined> {
    const { store } = this.#options;
    let collecting = initial;
    for (;;) {
      const event = yield* watch.next();
      if (event === undefined || event === 'timeout') return undefined;
      const { type, object } = event as WatchEvent<T>;
      if (type === 'ERROR') {
        watch.stop();
        return object as unknown as Status;
      }
      const { annotations, resourceVersion } = object.metadata;
      if (type === 'BOOKMARK') {
        if (collecting && annotations?.[INITIAL_END]) {
          store.replace(collecting);
          collecting = undefined;
        }
      } else if (collecting) collecting.push(object);
      else store.apply(type, object);
      if (!collecting && resourceVersion !== undefined) this.#revision = resourceVersion;
    }
  }

  #nextBackoff(): number {
    const { nowUs, random } = this.#process;
    if (nowUs - this.#lastFailureUs > BACKOFF_RESET_US) this.#backoffUs = BACKOFF_MIN_US;
    this.#lastFailureUs = nowUs;
    const waitUs = this.#backoffUs + random.int(0, this.#backoffUs);
    this.#backoffUs = Math.min(this.#backoffUs * 2, BACKOFF_MAX_US);
    return waitUs;
  }

  #logFailure(failed: Status | RestError): void {
    const { log, typeName: type = '' } = this.#options;
    const reflector = 'k8s.io/client-go/informers/factory.go:161';
    const text = `failed to list ${type}: ${failureText(failed)}`;
    log?.error('reflector.go:204', 'Failed to watch', text, { reflector, type });
  }
}

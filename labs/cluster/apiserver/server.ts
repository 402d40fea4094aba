import {
  decodeCertificates,
  kinds,
  leaseKind,
  namespaceKind,
  unknownPath,
  type Certificate,
  type Kind,
} from '../api/index.ts';
import type { EtcdClient } from '../client/etcd/index.ts';
import { isStreamEnd, type HttpStream } from '../client/http.ts';
import type { Klog } from '../client/klog.ts';
import { Condition, SECOND, sleep, type Process, type Task } from '../kernel/index.ts';
import { anonymous, authentication, impersonation } from './authentication.ts';
import { authorization } from './authorization.ts';
import { compactor } from './compactor.ts';
import { discover } from './discovery.ts';
import { fairness, type InFlight } from './fairness.ts';
import type { ApiServerConfig } from './flags.ts';
import { Health } from './health.ts';
import { keepIdentityLease, keepSystemNamespaces } from './housekeeping.ts';
import { answerWith, compose, type Filter } from './pipeline.ts';
import { Registry } from './registry.ts';
import {
  parsePath,
  readRequestInfo,
  type Answer,
  type ApiRequest,
  type Handler,
} from './request.ts';
import { handleResource } from './resource-handler.ts';
import { send } from './respond.ts';
import { Storage } from './storage.ts';
import { WatchCache } from './watch-cache.ts';

/** Source: apiserver server/config.go `RequestTimeout`; handlers `requestTimeoutUpperBound`. */
const READ_TIMEOUT_US = 60 * SECOND;
const WRITE_TIMEOUT_US = 34 * SECOND;

/**
 * How long the hooks take that run once the caches are filled. Two of them, for roles and for
 * priority classes, look a second after the start for the first time. Units: microseconds.
 *
 * Source: pkg/registry/rbac/rest/storage_rbac.go, pkg/registry/scheduling/rest/
 *         storage_scheduling.go, `wait.Poll(1*time.Second, …)`; the rest *recorded*
 */
const HOOKS_MIN_US = 1_000_000;
const HOOKS_MAX_US = 1_300_000;

/** An API server that is running: its registries, and what it does with a request. */
export class ApiServer {
  readonly process: Process;
  readonly registries: ReadonlyMap<Kind, Registry>;
  readonly inFlight: InFlight = { reads: 0, writes: 0 };
  readonly idle = new Condition();
  readonly #config: ApiServerConfig;
  readonly #health: Health;
  readonly #handle: Handler;
  #open = 0;
  #areInformersSynced = false;
  #areHooksDone = false;
  isShuttingDown = false;

  constructor(
    process: Process,
    config: ApiServerConfig,
    client: EtcdClient,
    log: Klog,
    ca: string,
    onlookers: readonly Filter[] = [],
  ) {
    this.process = process;
    this.#config = config;
    const storage = new Storage(client);
    const plugins = config.admissionPlugins;
    const caches = new Map(
      kinds.map((kind) => [kind, new WatchCache(process, storage, kind, log)]),
    );
    const namespaces = (): WatchCache => caches.get(namespaceKind as unknown as Kind)!;
    this.registries = new Map(
      [...caches].map(([kind, cache]) => [
        kind,
        new Registry(process, storage, cache, plugins, namespaces),
      ]),
    );
    this.#health = new Health(process, config.etcdServers, () => this.#healthState(), log);
    const authorities: readonly Certificate[] = decodeCertificates(ca);
    const filters = [
      authentication(authorities, log),
      impersonation,
      ...onlookers,
      fairness(this.inFlight),
      authorization,
    ];
    this.#handle = compose(filters, (request) => this.#route(request));
    process.go(this.#runHooks());
    process.go(compactor(process, client));
  }

  /** What `/readyz` would say, as far as the last checks go. */
  get isReady(): boolean {
    return this.#areHooksDone && !this.isShuttingDown && this.#health.isEtcdOk;
  }

  /** What `/livez` would say. */
  get isLive(): boolean {
    return this.#areHooksDone && this.#health.isEtcdOk;
  }

  get watches(): number {
    return [...this.registries.values()].reduce((sum, { cache }) => sum + cache.watchers.size, 0);
  }

  /** How many requests are under way that have an end. */
  get openRequests(): number {
    return this.#open;
  }

  /** Answers one request. */
  *serve(stream: HttpStream): Task<void> {
    const request = yield* readRequest(stream);
    if (!request) return;
    this.#open++;
    let answer: Answer;
    try {
      answer = yield* this.#handle(request);
    } finally {
      this.#open--;
      this.idle.notify();
    }
    const isLate = this.process.nowUs >= request.deadlineUs;
    const isRead = ['get', 'list'].includes(request.info.verb);
    if (answer === 'abort' || (isLate && isRead)) stream.cancel();
    else if ('serve' in answer) yield* answer.serve();
    else send(request, answer);
  }

  /** Ends all watches: their clients go on at another server. */
  endWatches(): void {
    for (const { cache } of this.registries.values()) {
      for (const watcher of [...cache.watchers]) watcher.end();
    }
  }

  #healthState() {
    const { isShuttingDown } = this;
    const areInformersSynced = this.#areInformersSynced;
    return { areInformersSynced, areHooksDone: this.#areHooksDone, isShuttingDown };
  }

  /** Where a request goes that may. */
  *#route(request: ApiRequest): Task<Answer> {
    const { info } = request;
    if (info.isResourceRequest) return yield* handleResource(this.registries, request);
    if (Health.serves(info.path)) return yield* this.#health.handle(request);
    const { advertiseAddress, securePort } = this.#config;
    const found = discover(request, `${advertiseAddress}:${securePort}`);
    return found ?? answerWith(unknownPath());
  }

  *#runHooks(): Task<void> {
    const caches = [...this.registries.values()].map(({ cache }) => cache);
    while (!caches.every(({ isReady }) => isReady)) yield* sleep(SECOND / 10);
    this.#areInformersSynced = true;
    const registry = (kind: unknown): Registry => this.registries.get(kind as Kind)!;
    this.process.go(keepSystemNamespaces(this.process, registry(namespaceKind)));
    yield* sleep(this.process.random.int(HOOKS_MIN_US, HOOKS_MAX_US));
    this.process.go(keepIdentityLease(this.process, registry(leaseKind)));
    this.#areHooksDone = true;
  }
}

/** Reads a whole request. Errors: undefined where the client gave up before. */
function* readRequest(stream: HttpStream): Task<ApiRequest | undefined> {
  const head = stream.request!;
  let body = '';
  for (;;) {
    const frame = yield* stream.receive();
    if (isStreamEnd(frame)) return undefined;
    if (typeof frame.data === 'string') body += frame.data;
    if (frame.isEnd) break;
  }
  const [path, query] = parsePath(head.path);
  const info = readRequestInfo(head.method, path, query);
  const { nowUs } = stream.link.connection.process;
  const isWrite = !['get', 'list', 'watch'].includes(info.verb);
  const limitUs = isWrite ? WRITE_TIMEOUT_US : READ_TIMEOUT_US;
  const askedUs = parseSeconds(query.get('timeout')) ?? limitUs;
  const deadlineUs = nowUs + Math.min(limitUs, askedUs);
  return { stream, head, query, body, info, deadlineUs, user: anonymous };
}

/** Shape: `5s`, `1m30s`. Units: microseconds out. */
function parseSeconds(text: string | undefined): number | undefined {
  const match = /^(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?$/.exec(text ?? '');
  const seconds = Number(match?.[1] ?? 0) * 60 + Number(match?.[2] ?? 0);
  return seconds > 0 ? seconds * SECOND : undefined;
}

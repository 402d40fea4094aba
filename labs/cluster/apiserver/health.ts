import { unknownPath } from '../api/index.ts';
import type { EtcdClient } from '../client/etcd/index.ts';
import { RpcError } from '../client/grpc.ts';
import type { Klog } from '../client/klog.ts';
import { SECOND, type Process, type Task } from '../kernel/index.ts';
import { dialEtcd } from './etcd-client.ts';
import { answerText, answerWith } from './pipeline.ts';
import type { Answer, ApiRequest } from './request.ts';

/** Source: apiserver server/options/etcd.go `HealthcheckTimeout`, `ReadycheckTimeout`. */
const ETCD_TIMEOUT_US = 2 * SECOND;

/** What runs once the server has started, in the order in which the checks are listed. */
const hooks = [
  ...['start-apiserver-admission-initializer', 'generic-apiserver-start-informers'],
  ...['priority-and-fairness-config-consumer', 'priority-and-fairness-filter'],
  ...['storage-object-count-tracker-hook', 'start-apiextensions-informers'],
  ...['start-apiextensions-controllers', 'crd-informer-synced'],
  ...['start-system-namespaces-controller', 'peer-endpoint-reconciler-controller'],
  'start-cluster-authentication-info-controller',
  'start-kube-apiserver-identity-lease-controller',
  'start-kube-apiserver-identity-lease-garbage-collector',
  ...['storage-readiness', 'start-legacy-token-tracking-controller'],
  ...['start-service-ip-repair-controllers', 'rbac/bootstrap-roles'],
  ...['scheduling/bootstrap-system-priority-classes', 'priority-and-fairness-config-producer'],
  ...['bootstrap-controller', 'start-kubernetes-service-cidr-controller'],
  ...['aggregator-reload-proxy-client-cert', 'start-kube-aggregator-informers'],
  ...['apiservice-status-local-available-controller'],
  ...['apiservice-status-remote-available-controller', 'apiservice-registration-controller'],
  ...['apiservice-discovery-controller', 'kube-apiserver-autoregistration'],
  ...[
    'autoregister-completion',
    'apiservice-openapi-controller',
    'apiservice-openapiv3-controller',
  ],
].map((hook) => (hook === 'autoregister-completion' ? hook : `poststarthook/${hook}`));

/** What each path checks, in order. Source: *recorded* */
const checks: Readonly<Record<string, readonly string[]>> = {
  healthz: ['ping', 'log', 'loopback-serving-certificate', 'etcd', ...hooks],
  livez: ['ping', 'log', 'loopback-serving-certificate', 'etcd', ...hooks],
  readyz: ['ping', 'log', 'etcd', 'etcd-readiness', 'informer-sync', ...hooks, 'shutdown'],
};

/** What a server that answers at all has passed. */
const always = new Set(['ping', 'log', 'loopback-serving-certificate']);

/** All paths of health checks, for the list at `/`. */
export const healthPaths: readonly string[] = Object.entries(checks).flatMap(([name, of]) => [
  `/${name}`,
  ...of.map((check) => `/${name}/${check}`),
]);

/** What the checks look at. */
export interface HealthState {
  /** The caches are filled. */
  readonly areInformersSynced: boolean;
  readonly areHooksDone: boolean;
  readonly isShuttingDown: boolean;
}

/**
 * The health checks: `/healthz`, `/livez`, `/readyz`, each with one path for every check in it.
 *
 * Source: apiserver server/healthz/healthz.go; storage/storagebackend/factory/etcd3.go
 */
export class Health {
  readonly #state: () => HealthState;
  readonly #log: Klog;
  readonly #probes: ReadonlyMap<string, EtcdProbe>;

  constructor(process: Process, endpoints: readonly string[], state: () => HealthState, log: Klog) {
    this.#state = state;
    this.#log = log;
    this.#probes = new Map(
      ['etcd', 'etcd-readiness'].map((name) => [name, new EtcdProbe(process, endpoints)]),
    );
  }

  /** What the last looks at etcd found. */
  get isEtcdOk(): boolean {
    return [...this.#probes.values()].every(({ wasOk }) => wasOk);
  }

  /** True for the paths that are served here. */
  static serves(path: string): boolean {
    return /^\/(?:healthz|livez|readyz)(?:\/|$)/.test(path);
  }

  *handle({ info, query, head }: ApiRequest): Task<Answer> {
    const [name = '', ...rest] = info.path.split('/').filter(Boolean);
    const all = checks[name]!;
    if (rest.length > 0) {
      const check = rest.join('/');
      if (!all.includes(check)) return answerWith(unknownPath());
      const probe = this.#probes.get(check);
      const isOk = probe ? yield* probe.passes() : isFine(check, this.#state());
      return isOk ? answerText(200, 'ok') : answerText(500, `internal server error: ${check}\n`);
    }
    const excluded = new Set(readAll(head.path, 'exclude'));
    const state = this.#state();
    const failed: string[] = [];
    for (const check of all) {
      if (excluded.has(check)) continue;
      const probe = this.#probes.get(check);
      if (!(probe ? yield* probe.passes() : isFine(check, state))) failed.push(check);
    }
    if (failed.length > 0) {
      this.#log.plain('I', 'healthz.go:280', `${failed.join(',')} check failed: ${name}`);
      return answerText(500, `${listChecks(all, excluded, failed)}${name} check failed\n`);
    }
    if (!query.has('verbose')) return answerText(200, 'ok');
    return answerText(200, `${listChecks(all, excluded, failed)}${name} check passed\n`);
  }
}

/** Shape: a line for each check, and one for each that was to be left out and is none. */
function listChecks(
  all: readonly string[],
  excluded: ReadonlySet<string>,
  failed: readonly string[],
): string {
  const lines = all.map((check) => {
    if (excluded.has(check)) return `[+]${check} excluded: ok\n`;
    return failed.includes(check) ? `[-]${check} failed: reason withheld\n` : `[+]${check} ok\n`;
  });
  const unknown = [...excluded].filter((check) => !all.includes(check));
  const warnings = unknown.map(
    (check) => `warn: some health checks cannot be excluded: no matches for "${check}"\n`,
  );
  return [...lines, ...warnings].join('');
}

/** A check that asks nobody. */
function isFine(check: string, state: HealthState): boolean {
  if (check === 'informer-sync') return state.areInformersSynced;
  if (check === 'shutdown') return !state.isShuttingDown;
  return state.areHooksDone || always.has(check);
}

function readAll(path: string, name: string): string[] {
  const pairs = (path.split('?')[1] ?? '').split('&');
  return pairs
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => decodeURIComponent(pair.slice(name.length + 1)));
}

/**
 * Asks etcd, at most once a second; who asks in between gets the last result. Each has a client of
 * its own, so after an outage one may find its member again seconds before the other.
 *
 * Source: factory/etcd3.go `newETCD3ProberMonitor`
 */
class EtcdProbe {
  readonly #process: Process;
  readonly #client: EtcdClient;
  #nextUs = 0;
  wasOk = true;

  constructor(process: Process, endpoints: readonly string[]) {
    this.#process = process;
    this.#client = dialEtcd(process, endpoints);
  }

  *passes(): Task<boolean> {
    const { nowUs } = this.#process;
    if (nowUs < this.#nextUs) return this.wasOk;
    this.#nextUs = nowUs + ETCD_TIMEOUT_US / 2;
    const deadlineUs = nowUs + ETCD_TIMEOUT_US;
    const reply = yield* this.#client.range({ key: '/registry/health' }, { deadlineUs });
    this.wasOk = !(reply instanceof RpcError);
    return this.wasOk;
  }
}

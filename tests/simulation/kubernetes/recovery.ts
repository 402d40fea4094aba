import {
  configMapKind,
  leaseKind,
  nodeKind,
  podKind,
  type ConfigMap,
  type Kind,
  type KubeObject,
  type Lease,
  type Node,
  type Pod,
} from '../../../labs/cluster/api/index.ts';
import { restConfigOf } from '../../../labs/cluster/client/kubeconfig.ts';
import {
  failureText,
  isFailure,
  ResourceClient,
} from '../../../labs/cluster/client/rest-resource.ts';
import { RestClient } from '../../../labs/cluster/client/rest.ts';
import {
  formatRfc3339,
  SECOND,
  sleep,
  type Process,
  type Program,
  type Task,
} from '../../../labs/cluster/kernel/index.ts';
import { machineOf } from '../../../labs/cluster/machine/index.ts';
import { staticPodNames } from '../../../labs/topology/static-pods.ts';
import { BALANCER, ConfigMaps, versionOf } from './client.ts';
import type { Operation, Version } from './history.ts';

/** What has come back so far. Units: microseconds of virtual time. */
export interface Recovery {
  /** When the balancer led to an API server that accepted a write. */
  servesAtUs: number | undefined;
  /** When everything was as it is in a cluster that nobody has touched. */
  wholeAtUs: number | undefined;
  /** What is not, in words. */
  waitsFor: string;
  /** What is there in the end. */
  readonly final: Map<string, Version>;
}

export interface RecoveryOptions {
  readonly servers: readonly string[];
  readonly nodes: readonly string[];
  readonly names: readonly string[];
  readonly record: Operation[];
  /** True once nobody else asks for anything any more: only then may the last look be taken. */
  readonly isQuiet: () => boolean;
  readonly found: Recovery;
}

const PATIENCE_US = 3 * SECOND;
const PAUSE_US = SECOND / 2;
/** A leader renews every two seconds. */
const FRESH_LEASE_US = 10 * SECOND;

/** Comes when all has been healed: writes through the balancer until it works, and looks around. */
export function recoveryProgram(options: RecoveryOptions): Program {
  return function* (process) {
    const { found } = options;
    found.waitsFor = 'a write through the balancer';
    yield* write(process, options.record);
    found.servesAtUs = process.nowUs;
    for (;;) {
      const isLast = options.isQuiet();
      const missing = yield* look(process, options);
      if (missing === undefined && isLast) break;
      found.waitsFor = missing ?? 'the clients';
      yield* sleep(PAUSE_US);
    }
    found.wholeAtUs = process.nowUs;
    return 0;
  };
}

function* write(process: Process, record: Operation[]): Task<void> {
  for (let attempt = 1; ; attempt++) {
    const maps = new ConfigMaps(process, BALANCER, PATIENCE_US);
    const operation: Operation = {
      ...{ client: 'recovery', via: BALANCER, kind: 'create', name: `end-${attempt}` },
      ...{ startUs: process.nowUs, endUs: process.nowUs, write: `recovery.${attempt}` },
      ...{ base: undefined, outcome: 'unknown', seen: undefined },
    };
    record.push(operation);
    yield* maps.perform(operation);
    maps.close();
    if (operation.outcome === 'done') return;
    yield* sleep(PAUSE_US);
  }
}

/** Looks at everything once. Shape: what is missing, in words */
function* look(process: Process, options: RecoveryOptions): Task<string | undefined> {
  const eyes = new Eyes(process, BALANCER);
  const missing =
    (yield* lookAtNodes(eyes, options.nodes)) ??
    (yield* lookAtPods(eyes, options.servers)) ??
    (yield* lookAtLease(eyes, process.nowUs)) ??
    (yield* lookAtMaps(process, eyes, options));
  eyes.close();
  return missing;
}

/** Reads what there is, through the balancer or from one server. */
class Eyes {
  readonly #client: RestClient;
  readonly #via: string;

  constructor(process: Process, via: string) {
    const server = `https://${via}:6443`;
    const config = restConfigOf(machineOf(process), '/root/.kube/config', 'recovery', { server });
    if (typeof config === 'string') throw new Error(config);
    this.#client = new RestClient(process, config);
    this.#via = via;
  }

  close(): void {
    this.#client.close();
  }

  /** Errors: a sentence */
  *list<T extends KubeObject>(
    kind: Kind<T>,
    namespace?: string,
    query: Readonly<Record<string, string>> = {},
  ): Task<readonly T[] | string> {
    const calls = new ResourceClient(this.#client, kind, namespace, PATIENCE_US);
    const list = yield* calls.list(query);
    if (isFailure(list)) return `${kind.plural} of ${this.#via}: ${failureText(list)}`;
    return 'items' in list ? list.items : 'no list';
  }
}

function* lookAtNodes(eyes: Eyes, names: readonly string[]): Task<string | undefined> {
  const nodes = yield* eyes.list<Node>(nodeKind);
  if (typeof nodes === 'string') return nodes;
  for (const name of names) {
    const node = nodes.find(({ metadata }) => metadata.name === name);
    const ready = node?.status?.conditions?.find(({ type }) => type === 'Ready');
    if (ready?.status !== 'True') return `node ${name}, Ready: ${ready?.status ?? 'missing'}`;
    const taint = node?.spec?.taints?.find(({ key }) => key.startsWith('node.kubernetes.io/'));
    if (taint) return `node ${name} without ${taint.key}:${taint.effect}`;
  }
  return undefined;
}

function* lookAtPods(eyes: Eyes, machines: readonly string[]): Task<string | undefined> {
  const pods = yield* eyes.list<Pod>(podKind, 'kube-system');
  if (typeof pods === 'string') return pods;
  for (const name of machines.flatMap((machine) =>
    staticPodNames.map((pod) => `${pod}-${machine}`),
  )) {
    const pod = pods.find(({ metadata }) => metadata.name === name);
    const ready = pod?.status?.conditions?.find(({ type }) => type === 'Ready');
    if (ready?.status !== 'True') return `pod ${name}, Ready: ${ready?.status ?? 'missing'}`;
  }
  return undefined;
}

function* lookAtLease(eyes: Eyes, nowUs: number): Task<string | undefined> {
  const leases = yield* eyes.list<Lease>(leaseKind, 'kube-system');
  if (typeof leases === 'string') return leases;
  const lease = leases.find(({ metadata }) => metadata.name === 'kube-controller-manager');
  const isFresh = (lease?.spec?.renewTime ?? '') >= formatRfc3339(nowUs - FRESH_LEASE_US, 6);
  return isFresh ? undefined : 'a leader that renews its Lease';
}

/** Reads the ConfigMaps from etcd, and has every API server show them from its cache. */
function* lookAtMaps(
  process: Process,
  eyes: Eyes,
  { servers, names, found }: RecoveryOptions,
): Task<string | undefined> {
  const maps = yield* eyes.list<ConfigMap>(configMapKind, 'default');
  if (typeof maps === 'string') return maps;
  found.final.clear();
  for (const map of maps) found.final.set(map.metadata.name ?? '', versionOf(map));
  for (const server of servers) {
    const own = new Eyes(process, server);
    const cached = yield* own.list<ConfigMap>(configMapKind, 'default', { resourceVersion: '0' });
    own.close();
    if (typeof cached === 'string') return cached;
    const isSame = names.every((name) => {
      const map = cached.find(({ metadata }) => metadata.name === name);
      return (map && versionOf(map).revision) === found.final.get(name)?.revision;
    });
    if (!isSame) return `the cache of ${server}`;
  }
  return undefined;
}

import type { Process } from '../kernel/index.ts';
import type { Headers } from '../client/http.ts';
import type { Filter } from './pipeline.ts';
import type { ApiRequest } from './request.ts';
import { makeUuid } from './identity.ts';

/** Source: kube-apiserver `--max-requests-inflight`, `--max-mutating-requests-inflight`. */
const READS_MAX = 400;
const WRITES_MAX = 200;

const readVerbs = new Set(['get', 'list', 'watch']);

/** How many requests are under way. */
export interface InFlight {
  reads: number;
  writes: number;
}

/**
 * Refuses what is more than the server can do at a time.
 *
 * Differs: two counts, as before Priority and Fairness; no queues, no shares for each level
 */
export function fairness(inFlight: InFlight): Filter {
  return {
    name: 'priority and fairness',
    *run(request, next) {
      const { verb } = request.info;
      const isExempt = verb === 'watch' || request.user.groups.includes('system:masters');
      if (isExempt) return yield* next(request);
      const kind = readVerbs.has(verb) ? 'reads' : 'writes';
      if (inFlight[kind] >= (kind === 'reads' ? READS_MAX : WRITES_MAX)) {
        const body = 'Too many requests, please try again later.\n';
        return { status: 429, body, headers: { 'retry-after': '1' } };
      }
      inFlight[kind]++;
      try {
        return yield* next(request);
      } finally {
        inFlight[kind]--;
      }
    },
  };
}

/** Which flow a request belongs to, and at which level of priority. */
function classify({ user, info }: ApiRequest): readonly [schema: string, level: string] {
  if (user.groups.includes('system:masters')) return ['exempt', 'exempt'];
  if (/^\/(?:healthz|livez|readyz)/.test(info.path)) return ['probes', 'exempt'];
  if (user.groups.includes('system:nodes')) {
    return info.resource === 'leases' || info.resource === 'nodes'
      ? ['system-node-high', 'node-high']
      : ['system-nodes', 'system'];
  }
  if (user.name.startsWith('system:kube-')) {
    return info.resource === 'leases'
      ? ['system-leader-election', 'leader-election']
      : [user.name.replace('system:', ''), 'workload-high'];
  }
  return ['global-default', 'global-default'];
}

/** The headers that tell a client its flow. The objects they name are the same on all servers. */
export function flowHeaders(request: ApiRequest): Headers {
  const { process } = request.stream.link.connection;
  const [schema, level] = classify(request);
  return {
    'x-kubernetes-pf-flowschema-uid': uidOf(process, `flowschema/${schema}`),
    'x-kubernetes-pf-prioritylevel-uid': uidOf(process, `prioritylevel/${level}`),
  };
}

function uidOf(process: Process, name: string): string {
  const { kernel } = process;
  let known = uids.get(kernel);
  if (!known) uids.set(kernel, (known = new Map()));
  let uid = known.get(name);
  if (uid === undefined) known.set(name, (uid = makeUuid(kernel.random.fork(name))));
  return uid;
}

const uids = new WeakMap<object, Map<string, string>>();

import { configMapKind, isStatus, type ConfigMap } from '../../../labs/cluster/api/index.ts';
import { restConfigOf } from '../../../labs/cluster/client/kubeconfig.ts';
import {
  isFailure,
  ResourceClient,
  type Result,
} from '../../../labs/cluster/client/rest-resource.ts';
import { RestClient, RestError } from '../../../labs/cluster/client/rest.ts';
import {
  MILLISECOND,
  SECOND,
  sleep,
  type Process,
  type Program,
  type Task,
} from '../../../labs/cluster/kernel/index.ts';
import { machineOf } from '../../../labs/cluster/machine/index.ts';
import type { Operation, Version } from './history.ts';

export interface ClientOptions {
  readonly name: string;
  /** Whom it may ask, besides the balancer. */
  readonly servers: readonly string[];
  readonly names: readonly string[];
  /** When to ask for nothing more. */
  readonly untilUs: number;
  readonly record: Operation[];
}

export const BALANCER = 'lb';

/** How long a client waits for one answer, and how long it thinks in between at most. */
const PATIENCE_US = 5 * SECOND;
const THINKING_US = 1_600 * MILLISECOND;

/** The calls for ConfigMaps, over a connection of their own. */
export class ConfigMaps {
  readonly via: string;
  readonly #client: RestClient;
  readonly #calls: ResourceClient<ConfigMap>;

  /** Errors: throws where the machine has no kubeconfig, which is a bug of the caller. */
  constructor(process: Process, via: string, patienceUs = PATIENCE_US) {
    const server = `https://${via}:6443`;
    const config = restConfigOf(machineOf(process), '/root/.kube/config', 'client', { server });
    if (typeof config === 'string') throw new Error(config);
    this.via = via;
    this.#client = new RestClient(process, config);
    this.#calls = new ResourceClient(this.#client, configMapKind, 'default', patienceUs);
  }

  close(): void {
    this.#client.close();
  }

  /** Asks, and notes the answer. Shape: false where the connection is better given up. */
  *perform(operation: Operation): Task<boolean> {
    const answer = yield* this.#ask(operation);
    operation.endUs = this.#client.process.nowUs;
    if (!isFailure(answer)) {
      operation.outcome = 'done';
      operation.seen = versionOf(answer);
      return true;
    }
    const isRefused = isStatus(answer) && [404, 409].includes(answer.code);
    operation.outcome = isRefused ? 'refused' : 'unknown';
    return !(answer instanceof RestError);
  }

  #ask({ kind, name, base, write }: Operation): Task<Result<ConfigMap>> {
    if (kind === 'get') return this.#calls.get(name);
    if (kind === 'peek') return this.#calls.get(name, { resourceVersion: '0' });
    const metadata = {
      name,
      namespace: 'default',
      ...(base && { resourceVersion: String(base.revision) }),
    };
    const writes = [...(base?.writes ?? []), write].join(' ');
    const map: ConfigMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { writes } };
    return kind === 'create' ? this.#calls.create(map) : this.#calls.update(map);
  }
}

/** Shape: as `history.ts` has it */
export function versionOf({ metadata, data }: ConfigMap): Version {
  const writes = (data?.['writes'] ?? '').split(' ').filter(Boolean);
  return { revision: Number(metadata.resourceVersion), writes };
}

/**
 * A client of the cluster: creates, reads and changes a few ConfigMaps with optimistic concurrency,
 * sometimes from what it has read just now, sometimes from what it saw long ago. It asks the
 * balancer or one API server, and goes to another one after an error or when it feels like it.
 */
export function clientProgram(options: ClientOptions): Program {
  return function* (process) {
    const { random } = process;
    const known = new Map<string, Version>();
    let maps = connect(process, options);
    for (let number = 1; process.nowUs < options.untilUs; number++) {
      yield* sleep(random.int(0, THINKING_US));
      const operation = draw(process, options, maps.via, known, number);
      options.record.push(operation);
      const isFine = yield* maps.perform(operation);
      const { kind, name, outcome, seen } = operation;
      if (seen !== undefined && kind !== 'peek') known.set(name, seen);
      else if (outcome !== 'done') known.delete(name);
      if (isFine && !random.chance(0.05)) continue;
      maps.close();
      maps = connect(process, options);
    }
    maps.close();
    return 0;
  };
}

function connect(process: Process, { servers }: ClientOptions): ConfigMaps {
  const { random } = process;
  return new ConfigMaps(process, random.chance(0.5) ? BALANCER : random.pick(servers));
}

function draw(
  process: Process,
  { name: client, names }: ClientOptions,
  via: string,
  known: ReadonlyMap<string, Version>,
  number: number,
): Operation {
  const { random, nowUs: startUs } = process;
  const name = random.pick(names);
  const base = known.get(name);
  const lot = random.int(0, 10);
  const kind = lot < 6 && base ? 'update' : lot < 2 ? 'create' : lot < 9 ? 'get' : 'peek';
  const isWrite = kind === 'update' || kind === 'create';
  return {
    ...{ client, via, kind, name, startUs, endUs: startUs },
    write: isWrite ? `${client}.${number}` : undefined,
    base: kind === 'update' ? base : undefined,
    outcome: 'unknown',
    seen: undefined,
  };
}

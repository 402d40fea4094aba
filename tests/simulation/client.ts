import {
  SECOND,
  sleep,
  type Process,
  type Program,
  type Task,
} from '../../labs/cluster/kernel/index.ts';
import { EtcdClient } from '../../labs/cluster/client/etcd/index.ts';
import { RpcError } from '../../labs/cluster/client/grpc.ts';
import type { Operation } from './history.ts';

export interface ClientOptions {
  readonly name: string;
  readonly endpoints: readonly string[];
  readonly keys: readonly string[];
  /** When to ask for nothing more. */
  readonly untilUs: number;
  readonly record: Operation[];
}

/** How long a client waits for one answer, and how long it thinks in between at most. */
const PATIENCE_US = 1.5 * SECOND;
const THINKING_US = 100_000;

/** One part in so many: puts, linearizable gets, serializable gets. */
const PUTS = 5;
const GETS = 4;
const ALL = 10;

/**
 * A client of the cluster: puts and gets on few keys, one after another, each value written once.
 * It connects anew after an error, as somebody who loses patience does.
 */
export function clientProgram(options: ClientOptions): Program {
  return function* (process) {
    const { random } = process;
    let client = connect(process, options);
    for (let number = 1; process.nowUs < options.untilUs; number++) {
      yield* sleep(random.int(0, THINKING_US));
      const operation = draw(process, options, number);
      options.record.push(operation);
      if (yield* perform(client, operation)) continue;
      client.close();
      client = connect(process, options);
    }
    client.close();
    return 0;
  };
}

function connect(process: Process, { endpoints }: ClientOptions): EtcdClient {
  const { random } = process;
  // Half of the time to one member alone: a client that goes round would soon find a good one.
  const some = random.chance(0.5) ? [random.pick(endpoints)] : endpoints;
  return new EtcdClient(process, { endpoints: some });
}

function draw(process: Process, { name, keys }: ClientOptions, number: number): Operation {
  const { random, nowUs } = process;
  const lot = random.int(0, ALL);
  const isPut = lot < PUTS;
  return {
    client: name,
    kind: isPut ? 'put' : 'get',
    isSerializable: lot >= PUTS + GETS,
    key: random.pick(keys),
    startUs: nowUs,
    value: isPut ? `${name}.${number}` : undefined,
    endUs: undefined,
    revision: 0,
    modRevision: 0,
  };
}

/** Asks, and notes the answer. Shape: true where there was one. */
export function* perform(
  client: EtcdClient,
  operation: Operation,
  patienceUs = PATIENCE_US,
): Task<boolean> {
  const { key, value = '', isSerializable } = operation;
  const options = { deadlineUs: client.process.nowUs + patienceUs };
  if (operation.kind === 'put') {
    const reply = yield* client.put({ key, value }, options);
    if (reply instanceof RpcError) return false;
    operation.revision = reply.header.revision;
    operation.modRevision = reply.header.revision;
  } else {
    const reply = yield* client.range({ key, serializable: isSerializable }, options);
    if (reply instanceof RpcError) return false;
    operation.value = reply.kvs[0]?.value;
    operation.modRevision = reply.kvs[0]?.mod_revision ?? 0;
    operation.revision = reply.header.revision;
  }
  operation.endUs = client.process.nowUs;
  return true;
}

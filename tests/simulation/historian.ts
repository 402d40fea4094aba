import { SECOND, sleep, type Program, type Task } from '../../labs/cluster/kernel/index.ts';
import { EtcdClient, Watch } from '../../labs/cluster/client/etcd/index.ts';
import { perform } from './client.ts';
import type { Change, Operation } from './history.ts';

/** What the historian has found out so far. */
export interface Recollection {
  /** Changes, oldest first: at the beginning those that the cluster has been told to forget. */
  changes: Change[];
  /** Up to where it has been told to. */
  readonly compactRevision: number;
  /** Whom it asks now. */
  waitsFor?: string;
  isComplete: boolean;
}

const PATIENCE_US = 3 * SECOND;
const PAUSE_US = SECOND / 5;

/**
 * Comes when all is over: writes through every member, until it works, and then has the last one
 * tell every change that it has not been told to forget, by a watch from the first of them on.
 */
export function historianProgram(
  endpoints: readonly string[],
  record: Operation[],
  found: Recollection,
): Program {
  return function* (process) {
    let revision = 0;
    for (const [index, endpoint] of endpoints.entries()) {
      found.waitsFor = endpoint;
      for (let attempt = 1; ; attempt++) {
        const client = new EtcdClient(process, { endpoints: [endpoint] });
        const put = finalPut(`historian.${index}.${attempt}`, process.nowUs);
        record.push(put);
        const isDone = yield* perform(client, put, PATIENCE_US);
        client.close();
        revision = put.revision;
        if (isDone) break;
        yield* sleep(PAUSE_US);
      }
    }
    const client = new EtcdClient(process, { endpoints: endpoints.slice(-1) });
    found.changes.push(...(yield* readAll(client, found.compactRevision + 1, revision)));
    found.isComplete = true;
    return 0;
  };
}

function finalPut(value: string, startUs: number): Operation {
  return {
    client: 'historian',
    kind: 'put',
    isSerializable: false,
    key: 'end',
    startUs,
    value,
    endUs: undefined,
    revision: 0,
    modRevision: 0,
  };
}

function* readAll(client: EtcdClient, first: number, untilRevision: number): Task<Change[]> {
  const changes: Change[] = [];
  const watch = new Watch(client, { key: '\0', range_end: '\0', start_revision: first }, false);
  while ((changes.at(-1)?.revision ?? 0) < untilRevision) {
    const response = yield* watch.receive();
    if ('error' in response) return changes;
    for (const { kv, type } of response.events) {
      if (type === 'PUT') changes.push({ revision: kv.mod_revision, key: kv.key, value: kv.value });
    }
  }
  watch.cancel();
  return changes;
}

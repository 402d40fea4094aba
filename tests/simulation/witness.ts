import type { Program } from '../../labs/cluster/kernel/index.ts';
import { EtcdClient, Watch } from '../../labs/cluster/client/etcd/index.ts';
import type { Change } from './history.ts';

/**
 * Watches every key from the first revision on, while all the rest happens, and writes down what it
 * is told. It has no end of its own, and may fall behind: who has been lost without a word is not
 * missed by a client that only listens.
 */
export function witnessProgram(endpoints: readonly string[], told: Change[]): Program {
  return function* (process) {
    const client = new EtcdClient(process, { endpoints });
    const watch = new Watch(client, { key: '\0', range_end: '\0', start_revision: 1 }, false);
    for (;;) {
      const response = yield* watch.receive();
      if ('error' in response) throw new Error(`the watch has ended: ${response.error}`);
      for (const { kv, type } of response.events) {
        if (type === 'PUT') told.push({ revision: kv.mod_revision, key: kv.key, value: kv.value });
      }
    }
  };
}

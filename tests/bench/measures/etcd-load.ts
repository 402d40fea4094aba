import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { EtcdClient, Watch } from '../../../labs/cluster/client/etcd/index.ts';
import type { Program } from '../../../labs/cluster/kernel/index.ts';
import { Store } from '../../../labs/cluster/etcd/mvcc/index.ts';
import { TestCluster } from '../../etcd/harness.ts';

const WATCHERS = 1_000;
const WRITES = 100;
const KEYS = 100_000;

/**
 * One member, a thousand watches of one key over the network, and a hundred writes of it: how many
 * events arrive in a real second.
 */
export function watchFanOut(): number {
  const cluster = new TestCluster('fan-out', new Map(), 'hosts');
  cluster.start();
  cluster.runFor(3);
  const endpoints = ['http://10.0.0.11:2379'];
  let arrived = 0;
  const watchers: Program = function* (process) {
    const client = new EtcdClient(process, { endpoints });
    for (let at = 1; at < WATCHERS; at++) process.go(follow(client));
    yield* follow(client);
    return 0;
  };
  function* follow(client: EtcdClient) {
    const watch = new Watch(client, { key: 'k' }, false);
    for (;;) {
      const response = yield* watch.receive();
      if ('error' in response) throw new Error(response.error);
      arrived += response.events.length;
    }
  }
  const writer: Program = function* (process) {
    const client = new EtcdClient(process, { endpoints });
    for (let at = 0; at < WRITES; at++) yield* client.put({ key: 'k', value: String(at) });
    return 0;
  };
  cluster.spawn(watchers, ['watchers']);
  cluster.runFor(1);
  const startMs = performance.now();
  cluster.spawn(writer, ['writer']);
  cluster.runFor(3);
  const seconds = (performance.now() - startMs) / 1_000;
  if (arrived !== WATCHERS * WRITES) throw new Error(`${arrived} events arrived`);
  return Math.round(arrived / seconds);
}

/** A store of 100,000 keys of ten characters with values of ten. Units: bytes of heap for a key */
export function bytesPerKey(): number {
  const before = heapUsed();
  const store = new Store();
  for (let at = 0; at < KEYS; at++) {
    const text = String(at).padStart(9, '0');
    store.transact(() => store.put({ key: `k${text}`, value: `v${text}` }));
  }
  const bytes = heapUsed() - before;
  if (store.keyCount !== KEYS) throw new Error(`the store holds ${store.keyCount} keys`);
  return Math.round(bytes / KEYS);
}

/** After a collection of all that nobody holds. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}

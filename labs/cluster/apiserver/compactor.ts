import type { EtcdClient } from '../client/etcd/index.ts';
import { RpcError } from '../client/grpc.ts';
import { MINUTE, SECOND, sleep, type Process, type Task } from '../kernel/index.ts';

/** Source: apiserver storagebackend `DefaultCompactInterval`. */
const INTERVAL_US = 5 * MINUTE;
const TIMEOUT_US = 30 * SECOND;
const KEY = 'compact_rev_key';

/**
 * Makes etcd forget what is older than five to ten minutes. Of several API servers only one does:
 * the one that gets to raise the version of a key that they all know.
 *
 * Source: apiserver storage/etcd3/compact.go
 */
export function* compactor(process: Process, client: EtcdClient): Task<void> {
  let version = 0;
  let revision = 0;
  for (;;) {
    yield* sleep(INTERVAL_US);
    const deadlineUs = process.nowUs + TIMEOUT_US;
    const reply = yield* client.txn(
      {
        compare: [{ key: KEY, target: 'VERSION', result: 'EQUAL', operand: version }],
        success: [{ put: { key: KEY, value: String(revision) } }],
        failure: [{ range: { key: KEY } }],
      },
      { deadlineUs },
    );
    if (reply instanceof RpcError) continue;
    const current = reply.header.revision;
    if (reply.succeeded) {
      version++;
      if (revision > 0) yield* client.compact({ revision }, { deadlineUs });
    } else {
      const first = reply.responses[0];
      version = first && 'range' in first ? (first.range.kvs[0]?.version ?? 0) : 0;
    }
    revision = current;
  }
}

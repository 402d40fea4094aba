import type { KeyValue } from '../../client/etcd/index.ts';
import { idField, numberField, textField, uint64 } from '../protobuf.ts';
import type { Version } from './key-index.ts';

/**
 * A version's key in bbolt: main, `_`, sub, and `t` for a tombstone.
 *
 * Source: etcd server/mvcc/revision.go `revToBytes`
 */
export function encodeRevision({ main, sub, kv }: Version): number[] {
  return [...uint64(main), 0x5f, ...uint64(sub), ...(kv === undefined ? [0x74] : [])];
}

/** What stands there: of a tombstone the key alone. */
export function encodeVersion(key: string, { kv }: Version): number[] {
  return kv === undefined ? textField(1, key) : encodeKeyValue(kv);
}

/** Source: api/mvccpb/kv.proto */
export function encodeKeyValue(kv: KeyValue): number[] {
  return [
    ...textField(1, kv.key),
    ...numberField(2, kv.create_revision),
    ...numberField(3, kv.mod_revision),
    ...numberField(4, kv.version),
    ...textField(5, kv.value),
    ...idField(6, kv.lease),
  ];
}

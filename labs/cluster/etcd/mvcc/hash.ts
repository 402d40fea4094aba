import type { KeyValue } from '../../client/etcd/index.ts';
import { utf8 } from '../../client/utf8.ts';
import type { Version } from './key-index.ts';
import type { Store } from './store.ts';

/** The polynomial of CRC-32C (Castagnoli), bits reversed. */
const CASTAGNOLI = 0x82f63b78;

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ CASTAGNOLI : crc >>> 1;
  return crc >>> 0;
});

/**
 * The hash of all that is stored up to a revision: equal on members that agree.
 *
 * Source: etcd server/mvcc/hash.go `unsafeHashByRev`, over bbolt's keys and protobuf values
 */
export function hashStore(store: Store, revision: number): number {
  const versions: { readonly key: string; readonly version: Version }[] = [];
  for (const key of store.index.allKeys()) {
    for (const version of store.index.versions(key)) {
      if (version.main <= revision) versions.push({ key, version });
    }
  }
  versions.sort((a, b) => a.version.main - b.version.main || a.version.sub - b.version.sub);
  let crc = feed(0xffffffff, utf8('key'));
  for (const { key, version } of versions) {
    crc = feed(crc, revisionBytes(version));
    crc = feed(crc, version.kv ? encodeKeyValue(version.kv) : bytesField(1, key));
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function feed(crc: number, bytes: readonly number[]): number {
  let sum = crc;
  for (const byte of bytes) sum = (sum >>> 8) ^ table[(sum ^ byte) & 0xff]!;
  return sum;
}

/** bbolt's key: main, `_`, sub, and `t` for a tombstone; numbers as 8 bytes, highest first. */
function revisionBytes({ main, sub, kv }: Version): number[] {
  return [...uint64(main), 0x5f, ...uint64(sub), ...(kv === undefined ? [0x74] : [])];
}

function uint64(value: number): number[] {
  const high = Math.floor(value / 4_294_967_296);
  return [high, value].flatMap((half) => [24, 16, 8, 0].map((shift) => (half >>> shift) & 0xff));
}

function encodeKeyValue(kv: KeyValue): number[] {
  return [
    ...bytesField(1, kv.key),
    ...numberField(2, kv.create_revision),
    ...numberField(3, kv.mod_revision),
    ...numberField(4, kv.version),
    ...bytesField(5, kv.value),
  ];
}

function bytesField(field: number, text: string): number[] {
  const bytes = utf8(text);
  return bytes.length === 0 ? [] : [(field << 3) | 2, ...varint(bytes.length), ...bytes];
}

function numberField(field: number, value: number): number[] {
  return value === 0 ? [] : [field << 3, ...varint(value)];
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return [...bytes, rest];
}

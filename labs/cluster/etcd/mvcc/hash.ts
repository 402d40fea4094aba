import { utf8 } from '../../client/utf8.ts';
import { Crc32c } from '../crc32c.ts';
import type { Version } from './key-index.ts';
import { encodeRevision, encodeVersion } from './record.ts';
import type { Store } from './store.ts';

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
  const crc = new Crc32c();
  crc.feed(utf8('key'));
  for (const { key, version } of versions) {
    crc.feed(encodeRevision(version));
    crc.feed(encodeVersion(key, version));
  }
  return crc.sum;
}

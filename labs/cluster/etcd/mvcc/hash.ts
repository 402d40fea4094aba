import { utf8 } from '../../client/utf8.ts';
import { Crc32c } from '../crc32c.ts';
import type { Version } from './key-index.ts';
import { encodeRevision, encodeVersion } from './record.ts';
import type { Store } from './store.ts';

/**
 * The hash of all that is stored up to a revision: equal on members that agree.
 *
 * Source:  etcd server/mvcc/hash.go `unsafeHashByRev`, over bbolt's keys and protobuf values
 * Differs: of the compacted revision itself etcd tells the hash that it took before it compacted
 */
export function hashStore(store: Store, revision: number): number {
  const versions: { readonly key: string; readonly version: Version }[] = [];
  for (const key of store.index.allKeys()) {
    const seen = store.index.versions(key).filter(({ main }) => main <= revision);
    for (const version of seen) {
      // A compaction may not have come so far yet on another member: what it is to drop is none.
      const isOld = version.main <= store.compactRevision;
      const isKept = version === seen.at(-1) && version.kv !== undefined;
      if (!isOld || isKept) versions.push({ key, version });
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

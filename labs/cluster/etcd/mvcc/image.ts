import type { WatchEvent } from '../../client/etcd/index.ts';
import type { Version } from './key-index.ts';

/** All that a store holds, as a value. */
export interface StoreImage {
  readonly revision: number;
  readonly compactRevision: number;
  /** In the order of the keys. */
  readonly keys: readonly (readonly [key: string, versions: readonly Version[]])[];
  readonly leases: readonly (readonly [id: string, ttlSeconds: number])[];
  /** How large the database is. Units: bytes. */
  readonly size: number;
}

/** The events since the compaction, in their order: each version is what one of them has left. */
export function historyOf({ keys, compactRevision }: StoreImage): WatchEvent[] {
  const made: { readonly version: Version; readonly event: WatchEvent }[] = [];
  for (const [key, versions] of keys) {
    let previous: Version | undefined;
    for (const version of versions) {
      if (version.main >= compactRevision) {
        const before = version.main > compactRevision ? previous : undefined;
        made.push({ version, event: eventOf(key, version, before) });
      }
      previous = version;
    }
  }
  made.sort((a, b) => a.version.main - b.version.main || a.version.sub - b.version.sub);
  return made.map(({ event }) => event);
}

function eventOf(key: string, { main, kv }: Version, previous: Version | undefined): WatchEvent {
  const gone = { key, create_revision: 0, mod_revision: main, version: 0, value: '' };
  const before = previous?.kv && { prev_kv: previous.kv };
  return { type: kv ? 'PUT' : 'DELETE', kv: kv ?? gone, ...before };
}

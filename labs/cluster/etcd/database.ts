import type { AlarmMember, Member } from '../client/etcd/index.ts';
import type { Applied } from './applier.ts';
import type { AuthState } from './auth/index.ts';
import type { StoreImage } from './mvcc/index.ts';
import type { EtcdServer } from './server.ts';

/** All that a member has made of its log, as a value. */
export interface Database extends StoreImage {
  readonly members: readonly Member[];
  readonly removed: readonly string[];
  readonly clusterVersion?: string | undefined;
  readonly auth: AuthState;
  readonly alarms: readonly AlarmMember[];
  /** The entry of the log up to which this goes. */
  readonly index: number;
  readonly term: number;
}

export function databaseOf(server: EtcdServer): Database {
  const { store, membership, auth, alarms, appliedIndex, appliedTerm } = server;
  const { index, leases, revision, compactRevision, size } = store;
  return {
    revision,
    compactRevision,
    keys: index.allKeys().map((key) => [key, index.versions(key)]),
    leases: leases.leases.map(({ id, ttlSeconds }) => [id, ttlSeconds]),
    members: membership.members,
    removed: membership.removed,
    clusterVersion: membership.version,
    auth: auth.state,
    alarms: alarms.list,
    index: appliedIndex,
    term: appliedTerm,
    size,
  };
}

/** Takes a database in the place of all that a member has made of its log. */
export function restoreDatabase(applied: Applied, database: Database): void {
  const { store, membership, auth, alarms } = applied;
  store.restore(database);
  membership.restore(database);
  auth.restore(database.auth);
  alarms.restore(database.alarms);
}

import type { AlarmMember, Member } from '../client/etcd/index.ts';
import { utf8 } from '../client/utf8.ts';
import type { AuthState } from './auth/index.ts';
import { Crc32c } from './crc32c.ts';
import type { Database } from './database.ts';
import { encodeRevision, encodeVersion } from './mvcc/index.ts';
import { bytesField, idField, numberField, textField, uint64 } from './protobuf.ts';

type Record = readonly [key: readonly number[], value: readonly number[]];

/** What `snapshot status` says of a database. */
export interface DatabaseStatus {
  readonly hash: number;
  readonly revision: number;
  readonly totalKey: number;
  readonly totalSize: number;
}

/**
 * Hashes a database as etcd keeps it: bucket by bucket, each with its records in the order of their
 * keys.
 *
 * Source: etcdutl/snapshot/v3_snapshot.go `Status`
 */
export function databaseStatus(database: Database): DatabaseStatus {
  const crc = new Crc32c();
  let totalKey = 0;
  for (const [name, records] of bucketsOf(database)) {
    crc.feed(utf8(name));
    for (const [key, value] of records) {
      crc.feed(key);
      crc.feed(value);
      totalKey++;
    }
  }
  const { keys, size } = database;
  const revision = keys.reduce((most, [, list]) => Math.max(most, list.at(-1)?.main ?? 0), 0);
  return { hash: crc.sum, revision, totalKey, totalSize: size };
}

/** Source: etcd server/mvcc/buckets/bucket.go; the packages that put records there */
function bucketsOf(database: Database): readonly (readonly [string, readonly Record[]])[] {
  const { auth, alarms, members, removed } = database;
  return [
    ['alarm', alarms.map((alarm): Record => [encodeAlarm(alarm), []])],
    ['auth', authRecords(auth)],
    ['authRoles', auth.roles.map((role): Record => [utf8(role.name), encodeRole(role)])],
    ['authUsers', auth.users.map((user): Record => [utf8(user.name), encodeUser(user)])],
    ['cluster', clusterRecords(database)],
    ['key', keyRecords(database)],
    ['lease', leaseRecords(database)],
    ['members', sorted(members.map((member): Record => [utf8(member.ID), memberJson(member)]))],
    ['members_removed', sorted(removed.map((id): Record => [utf8(id), REMOVED]))],
    ['meta', metaRecords(database)],
  ];
}

const REMOVED = utf8('removed');

function authRecords({ enabled, revision }: AuthState): Record[] {
  const flag: Record[] = enabled ? [[utf8('authEnabled'), [1]]] : [];
  return [...flag, [utf8('authRevision'), uint64(revision)]];
}

function clusterRecords({ clusterVersion: version }: Database): Record[] {
  return version === undefined ? [] : [[utf8('clusterVersion'), utf8(`${version}.0`)]];
}

function keyRecords({ keys }: Database): Record[] {
  const versions = keys.flatMap(([key, list]) => list.map((version) => ({ key, version })));
  versions.sort((a, b) => a.version.main - b.version.main || a.version.sub - b.version.sub);
  return versions.map(({ key, version }): Record => [
    encodeRevision(version),
    encodeVersion(key, version),
  ]);
}

function leaseRecords({ leases }: Database): Record[] {
  return sorted(
    leases.map(([id, ttlSeconds]): Record => {
      const bytes = id.padStart(16, '0').match(/../g)!;
      return [
        bytes.map((byte) => parseInt(byte, 16)),
        [...idField(1, id), ...numberField(2, ttlSeconds)],
      ];
    }),
  );
}

function metaRecords({ index, term, members, compactRevision }: Database): Record[] {
  const ids = (isLearner: boolean): string =>
    members
      .filter((member) => member.isLearner === isLearner)
      .map(({ ID }) => decimal(ID))
      .join(',');
  const learners = ids(true) === '' ? '' : `"learners":[${ids(true)}],`;
  const confState = `{"voters":[${ids(false)}],${learners}"auto_leave":false}`;
  const compacted = encodeRevision({ main: compactRevision, sub: 0, kv: NOTHING });
  const isCompacted = compactRevision > 0;
  return [
    [utf8('confState'), utf8(confState)],
    [utf8('consistent_index'), uint64(index)],
    ...(isCompacted ? [[utf8('finishedCompactRev'), compacted] as const] : []),
    ...(isCompacted ? [[utf8('scheduledCompactRev'), compacted] as const] : []),
    [utf8('term'), uint64(term)],
  ];
}

/** No tombstone: a revision by itself. */
const NOTHING = { key: '', create_revision: 0, mod_revision: 0, version: 0, value: '' };

function memberJson({ ID, peerURLs, isLearner, name, clientURLs }: Member): number[] {
  const learner = isLearner ? '"isLearner":true,' : '';
  const attributes = name === '' ? '' : `,"name":${JSON.stringify(name)}`;
  const clients = clientURLs.length === 0 ? '' : `,"clientURLs":${JSON.stringify(clientURLs)}`;
  const peers = `${learner}"peerURLs":${JSON.stringify(peerURLs)}`;
  return utf8(`{"id":${decimal(ID)},${peers}${attributes}${clients}}`);
}

function encodeAlarm({ memberID, alarm }: AlarmMember): number[] {
  return [...idField(1, memberID), ...numberField(2, alarm === 'NOSPACE' ? 1 : 2)];
}

/** Source: api/authpb/auth.proto */
function encodeUser({ name, password, roles, noPassword }: AuthState['users'][number]): number[] {
  return [
    ...textField(1, name),
    ...textField(2, password),
    ...roles.flatMap((role) => textField(3, role)),
    ...bytesField(4, noPassword ? numberField(1, 1) : []),
  ];
}

const PERMISSIONS = ['READ', 'WRITE', 'READWRITE'] as const;

function encodeRole({ name, keyPermission }: AuthState['roles'][number]): number[] {
  const permissions = keyPermission.map(({ permType, key, range_end }) => [
    ...numberField(1, PERMISSIONS.indexOf(permType)),
    ...textField(2, key),
    ...textField(3, range_end),
  ]);
  return [...textField(1, name), ...permissions.flatMap((bytes) => bytesField(2, bytes))];
}

function decimal(id: string): string {
  return BigInt(`0x${id}`).toString();
}

/** In the order of the keys, as bytes. */
function sorted(records: Record[]): Record[] {
  return records.sort(([a], [b]) => {
    const at = a.findIndex((byte, place) => byte !== b[place]);
    return at < 0 ? a.length - b.length : a[at]! - (b[at] ?? -1);
  });
}

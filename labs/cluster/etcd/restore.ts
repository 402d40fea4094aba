import type { Task } from '../kernel/index.ts';
import type { Machine } from '../machine/machine.ts';
import type { Database } from './database.ts';
import { checksumOf, parseDatabase, splitSnapshot } from './database-file.ts';
import type { EtcdConfig } from './flags.ts';
import { clusterIdOf, initialMembers, type MemberSeed } from './membership.ts';
import { compareIds, withPeers } from './raft/index.ts';
import { Storage } from './storage.ts';

/** What a restored member is to be, and from what. */
export interface RestoreConfig extends ClusterConfig {
  readonly snapshotPath: string;
  readonly dataDir: string;
  readonly skipHashCheck: boolean;
  /** How far beyond the snapshot's the revision is to be; what lies before is compacted. */
  readonly revisionBump: number;
  readonly initialMmapSize: number;
  /** The absolute path of a file. */
  readonly resolve: (path: string) => string;
  readonly log: (caller: string, message: string, fields: LogFields) => void;
}

type ClusterConfig = Pick<
  EtcdConfig,
  'name' | 'initialCluster' | 'initialClusterToken' | 'initialAdvertisePeerUrls'
>;
type LogFields = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/**
 * Makes the data directory of one member of a new cluster out of a snapshot: the same keys, users
 * and leases, and members that know nothing of the old ones. Each member of the new cluster is made
 * so, on its own machine, of the same snapshot.
 *
 * Errors: why it can't be; a directory that is begun and not finished is left
 * Source: etcdutl/snapshot/v3_snapshot.go `Restore`
 */
export function* restoreMember(machine: Machine, config: RestoreConfig): Task<string | undefined> {
  const { files } = machine;
  const { dataDir, snapshotPath, log, resolve } = config;
  const members = initialMembers(config);
  if (typeof members === 'string') return members;
  const folder = resolve(dataDir);
  if ((files.list(folder) ?? []).length > 0) {
    return `data-dir "${dataDir}" not empty or could not be read`;
  }
  const fields = {
    path: snapshotPath,
    'wal-dir': `${dataDir}/member/wal`,
    'data-dir': dataDir,
    'snap-dir': `${dataDir}/member/snap`,
    'initial-memory-map-size': config.initialMmapSize,
  };
  log('snapshot/v3_snapshot.go:265', 'restoring snapshot', fields);
  const text = files.read(resolve(snapshotPath));
  if (text === undefined) return `open ${snapshotPath}: no such file or directory`;
  const checked = checkSnapshot(text, config.skipHashCheck);
  if (typeof checked === 'string') return checked;
  log('membership/store.go:138', 'Trimming membership information from the backend...', {});
  const database = bump(checked, config);
  const error = yield* writeMember(new Storage(machine, folder), config, members, database);
  if (error === undefined) log('snapshot/v3_snapshot.go:293', 'restored snapshot', fields);
  return error;
}

/** Errors: a snapshot that has been changed, or is none. */
function checkSnapshot(text: string, skipHashCheck: boolean): Database | string {
  const { database, checksum } = splitSnapshot(text);
  if (!skipHashCheck) {
    if (checksum === undefined) return 'snapshot missing hash but --skip-hash-check=false';
    const actual = checksumOf(database);
    if (checksum !== actual) {
      return `expected sha256 ${formatBytes(checksum)}, got ${formatBytes(actual)}`;
    }
  }
  return parseDatabase(database) ?? 'invalid database';
}

/** Go's `%v` of some bytes. */
function formatBytes(text: string): string {
  return `[${[...text].map((character) => character.charCodeAt(0)).join(' ')}]`;
}

/**
 * Moves the revision on, so that no client finds it smaller than it was: what the old cluster did
 * after the snapshot is forgotten, and whoever has seen it must begin anew.
 */
function bump(database: Database, { revisionBump, log }: RestoreConfig): Database {
  if (revisionBump === 0) return database;
  const latest = database.revision;
  const revision = latest + revisionBump;
  log('snapshot/v3_snapshot.go:356', 'bumping latest revision', {
    'latest-revision': latest,
    'bump-amount': revisionBump,
    'new-latest-revision': revision,
  });
  log('snapshot/v3_snapshot.go:373', 'marking revision compacted', { revision });
  const keys = database.keys
    .map(([key, versions]) => [key, versions.slice(-1)] as const)
    .filter(([, [last]]) => last?.kv !== undefined);
  return { ...database, keys, revision, compactRevision: revision };
}

/** The log begins with a snapshot, which stands for the joining of each member too. */
function* writeMember(
  storage: Storage,
  config: RestoreConfig,
  seeds: readonly MemberSeed[],
  restored: Database,
): Task<string | undefined> {
  const ordered = [...seeds].sort((a, b) => compareIds(a.ID, b.ID));
  const clusterId = clusterIdOf(seeds);
  for (const { ID, peerURLs, isLearner } of ordered) {
    config.log('membership/cluster.go:421', 'added member', {
      'cluster-id': clusterId,
      'local-member-id': '0',
      'added-peer-id': ID,
      'added-peer-peer-urls': peerURLs,
      'added-peer-is-learner': isLearner,
    });
  }
  // One entry for the joining of each: they are in the snapshot.
  const place = { index: ordered.length, term: 1 };
  const members = ordered.map((seed) => ({ ...seed, clientURLs: [] }));
  const database: Database = { ...restored, ...place, members, removed: [] };
  const configuration = withPeers(ordered.map(({ ID }) => ID));
  const hardState = { term: 1, vote: ordered[0]!.ID, commit: place.index };
  const local = seeds.find(({ name }) => name === config.name)!;
  const metadata = { memberId: local.ID, clusterId };
  const snapshot = { ...place, configuration, data: JSON.stringify(database) };
  return storage.createWith(metadata, snapshot, hardState) ?? (yield* storage.sync());
}

import { flag, type Flag } from '../pflag.ts';

/**
 * Of `snapshot restore`, here and in etcdctl, which differ in two of them.
 *
 * Source: etcdutl/etcdutl/snapshot_command.go
 */
export const restoreFlags = (dataDirUsage: string, mapSize: string): readonly Flag[] => [
  flag('bump-revision', 'uint64', '0', 'How much to increase the latest revision after restore'),
  flag('data-dir', 'string', '', dataDirUsage),
  flag(
    'initial-advertise-peer-urls',
    'string',
    'http://localhost:2380',
    "List of this member's peer URLs to advertise to the rest of the cluster",
  ),
  flag(
    'initial-cluster',
    'string',
    'default=http://localhost:2380',
    'Initial cluster configuration for restore bootstrap',
  ),
  flag(
    'initial-cluster-token',
    'string',
    'etcd-cluster',
    'Initial cluster token for the etcd cluster during restore bootstrap',
  ),
  flag(
    'initial-memory-map-size',
    'uint64',
    mapSize,
    'Initial memory map size of the database in bytes. It uses the default value if not defined \
or defined to 0',
  ),
  flag(
    'mark-compacted',
    'bool',
    'false',
    'Mark the latest revision after restore as the point of scheduled compaction (required if \
--bump-revision > 0, disallowed otherwise)',
  ),
  flag('name', 'string', 'default', 'Human-readable name for this member'),
  flag(
    'skip-hash-check',
    'bool',
    'false',
    'Ignore snapshot integrity hash value (required if copied from data directory)',
  ),
  flag('wal-dir', 'string', '', 'Path to the WAL directory (use --data-dir if none given)'),
];

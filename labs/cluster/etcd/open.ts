import type { EtcdServer } from './server.ts';
import { ETCD_VERSION } from './server.ts';
import { restoreSnapshot } from './snapshot.ts';
import type { Recovered } from './storage.ts';

/** What of its files a member removes when there are too many. */
const purged = [
  ['snap', 'snap.db'],
  ['snap', 'snap'],
  ['wal', 'wal'],
] as const;

/**
 * Takes up what was found on the disk, or what the flags have told of the others.
 *
 * Source: etcd server/etcdserver/server.go `NewServer`, `start`, `purgeFile`
 */
export function openMember(server: EtcdServer, recovered: Recovered): void {
  const { log, membership, transport, config } = server;
  const { snapshot, founders = [], remotes, consistentIndex: index } = recovered;
  log.info('etcdserver/server.go:628', 'restore consistentIndex', { index });
  if (snapshot) restoreSnapshot(server, snapshot);
  for (const { ID, peerURLs } of remotes) transport.addRemote(ID, peerURLs);
  for (const { ID, peerURLs } of [...founders, ...remotes]) {
    if (ID !== membership.localId) transport.add(ID, peerURLs);
  }
  const ids = { 'local-member-id': membership.localId, 'local-server-version': ETCD_VERSION };
  const { clusterId, version = 'to_be_decided' } = membership;
  const cluster = membership.version && { 'cluster-id': clusterId };
  const fields = { ...ids, ...cluster, 'cluster-version': version };
  log.info(`etcdserver/server.go:${cluster ? 866 : 875}`, 'starting etcd server', fields);
  for (const [folder, suffix] of purged) {
    const dir = `${config.dataDir}/member/${folder}`;
    const limits = { max: 5, interval: '30s' };
    log.info('fileutil/purge.go:50', 'started to purge file', { dir, suffix, ...limits });
  }
}

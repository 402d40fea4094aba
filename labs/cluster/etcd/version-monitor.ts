import { SECOND, sleep, type Task } from '../kernel/index.ts';
import { dialPeer } from './peer-dial.ts';
import type { EtcdServer } from './server.ts';

/** Source: etcdserver/server.go `monitorVersionInterval`. Units: microseconds. */
const INTERVAL_US = 4 * SECOND;

/**
 * A leader asks all others for their versions, and complains of those that it does not reach.
 *
 * Source:  etcd server/etcdserver/server.go `monitorVersions`; cluster_util.go `getVersion`
 * Differs: asks only whom no message reaches, as all are of one version
 */
export function* monitorVersions(server: EtcdServer): Task<void> {
  const { process, membership, transport, log, requestTimeoutUs } = server;
  for (;;) {
    yield* sleep(INTERVAL_US);
    for (const { ID, peerURLs } of server.isLeader ? membership.members : []) {
      if (ID === membership.localId || transport.isActive(ID)) continue;
      const address = `${peerURLs[0]}/version`;
      const link = yield* dialPeer(process, peerURLs[0] ?? '', requestTimeoutUs);
      if (typeof link !== 'string') {
        link.close();
        continue;
      }
      const fields = { 'remote-member-id': ID, error: `Get "${address}": ${link}` };
      const message = 'failed to reach the peer URL';
      log.warn('etcdserver/cluster_util.go:296', message, { address, ...fields });
      log.warn('etcdserver/cluster_util.go:160', 'failed to get version', fields);
    }
  }
}

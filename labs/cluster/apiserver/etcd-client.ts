import { EtcdClient } from '../client/etcd/index.ts';
import { SECOND, type Process } from '../kernel/index.ts';

const KEEPALIVE = { timeUs: 30 * SECOND, timeoutUs: 10 * SECOND };

/**
 * A client of the etcd cluster that `--etcd-servers` names: connected to all of its members, and
 * asking them in turn. A member that says nothing is given up after ten seconds.
 *
 * Source: apiserver storage/storagebackend/factory/etcd3.go `newETCD3Client`
 */
export function dialEtcd(process: Process, endpoints: readonly string[]): EtcdClient {
  return new EtcdClient(process, { endpoints, keepalive: KEEPALIVE });
}

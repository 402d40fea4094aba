/**
 * The etcd client: what etcdctl and every API server reach their cluster with.
 *
 * A client is given several endpoints and stays connected to all of them. Each call goes to one,
 * round-robin, so a member that is down costs nothing once its connection is known to be gone. A
 * call has a deadline and ends at it whatever happens; what fails before is tried again where that
 * can do no harm. Reads always may; a write may only when it was certainly not sent, because the
 * answer that got lost may have been a yes. A watch goes on from where it was, on whichever member
 * is left.
 *
 * Modelled on clientv3 of etcd 3.5: client.ts has the calls and the rules for trying again,
 * watch.ts watches, keep-alive.ts renews a lease, errors.ts has the sentences, messages.ts the
 * shapes. Connections and picking are gRPC's, one floor down (grpc-channel.ts).
 *
 * What it leaves out: TLS, discovery.
 */
export {
  authority,
  EtcdClient,
  LoginError,
  type CallOptions,
  type EtcdClientOptions,
  type Reply,
} from './client.ts';
export { etcdError, formatCallError, isEtcdError, type EtcdErrorName } from './errors.ts';
export { KeepAlive, keepAliveOnce } from './keep-alive.ts';
export type * from './auth-messages.ts';
export type * from './messages.ts';
export { prefixRangeEnd } from './messages.ts';
export { checkPeerUrls } from './peer-urls.ts';
export { Watch, type WatchEnd } from './watch.ts';

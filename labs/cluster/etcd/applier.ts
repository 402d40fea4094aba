import { etcdError, type LeaseGrantRequest } from '../client/etcd/index.ts';
import { RpcError } from '../client/grpc.ts';
import type { AlarmStore } from './alarm.ts';
import { checkRequest, type AuthInfo, type AuthRequest, type AuthStore } from './auth/index.ts';
import type { EtcdLog } from './log.ts';
import type { Membership } from './membership.ts';
import { applyDeleteRange, applyPut, applyTxn, type Body, type Store } from './mvcc/index.ts';
import { costOf, sizesOf, type Quota } from './quota.ts';
import type { Authenticate, InternalRequest } from './requests.ts';

/** What requests change. */
export interface Applied {
  readonly store: Store;
  readonly alarms: AlarmStore;
  readonly auth: AuthStore;
  readonly membership: Membership;
  readonly quota: Quota;
  readonly log: EtcdLog;
}

/**
 * Carries out one request that was agreed on: if whoever asks for it may, and if there is room.
 *
 * Keeps:   what goes beyond the quota is refused in its answer, but done: other members may have
 *          had room
 * Source:  etcd server/etcdserver/apply.go `applierV3backend.Apply`, `applierV3Capped`,
 *          `quotaApplierV3`; apply_auth.go
 */
export function applyRequest(
  applied: Applied,
  request: InternalRequest,
  who: AuthInfo | undefined,
  index: number,
): Body | RpcError {
  const denied = checkRequest(applied.auth, applied.store, who, request);
  if (denied) return etcdError(denied);
  if (applied.alarms.has('NOSPACE') && costOf(request) > 0) return etcdError('noSpace');
  const hadRoom = applied.quota.hasRoom(request);
  const result = carryOut(applied, request, index);
  return hadRoom || result instanceof RpcError ? result : etcdError('noSpace');
}

function carryOut(applied: Applied, request: InternalRequest, index: number): Body | RpcError {
  const { store, membership, alarms, auth, log } = applied;
  if ('put' in request) return orError(applyPut(store, request.put));
  if ('delete_range' in request) return applyDeleteRange(store, request.delete_range);
  if ('txn' in request) return orError(applyTxn(store, request.txn));
  if ('compaction' in request) {
    const { revision } = request.compaction;
    const error = store.compact(revision);
    if (error) return etcdError(error);
    // Real etcd also says which hash the rest has.
    log.info('mvcc/index.go:214', 'compact tree index', { revision });
    log.info('mvcc/kvstore_compaction.go:72', 'finished scheduled compaction', {
      'compact-revision': revision,
      took: '0s',
      ...sizesOf(store),
    });
    return {};
  }
  if ('lease_grant' in request) return applyLeaseGrant(store, request.lease_grant);
  if ('lease_revoke' in request) {
    const error = store.revoke(request.lease_revoke.ID);
    return error ? etcdError(error) : {};
  }
  if ('alarm' in request) return { alarms: alarms.apply(request.alarm, log) };
  if ('publish' in request) {
    const { ID, name, clientURLs } = request.publish;
    membership.publish(ID, name, clientURLs);
    return {};
  }
  if ('cluster_version' in request) {
    setClusterVersion(membership, log, request.cluster_version);
    return {};
  }
  if ('authenticate' in request) return authenticate(auth, request.authenticate, index);
  return orError(auth.apply(request satisfies AuthRequest));
}

function applyLeaseGrant(store: Store, { ID, TTL }: LeaseGrantRequest): Body | RpcError {
  const lease = store.leases.grant(ID, TTL);
  return typeof lease === 'string' ? etcdError(lease) : { ID, TTL: lease.ttlSeconds };
}

/** The password was looked at before; the token is known to all members from now on. */
function authenticate(
  auth: AuthStore,
  { name, simpleToken }: Authenticate,
  index: number,
): Body | RpcError {
  if (!auth.isEnabled) return etcdError('authNotEnabled');
  const user = auth.user(name);
  if (user === undefined || user.noPassword) return etcdError('authFailed');
  const token = `${simpleToken}.${index}`;
  auth.tokens.assign(token, name);
  return { token };
}

function orError(result: Body | string): Body | RpcError {
  return typeof result === 'string' ? etcdError(result as 'compacted') : result;
}

function setClusterVersion(membership: Membership, log: EtcdLog, version: string): void {
  const isFirst = membership.version === undefined;
  membership.version = version;
  if (!isFirst) return;
  log.info('membership/cluster.go:605', 'set initial cluster version', {
    'cluster-id': membership.clusterId,
    'local-member-id': membership.localId,
    'cluster-version': version,
  });
  logCapabilities(log, version);
}

/** Says what a cluster of this version can do. */
export function logCapabilities(log: EtcdLog, version: string): void {
  const fields = { 'cluster-version': version };
  log.info('api/capability.go:75', 'enabled capabilities for version', fields);
}

import { etcdError, type LeaseGrantRequest } from '../client/etcd/index.ts';
import { RpcError } from '../client/grpc.ts';
import type { EtcdLog } from './log.ts';
import type { Membership } from './membership.ts';
import { applyDeleteRange, applyPut, applyTxn, type Body, type Store } from './mvcc/index.ts';
import { withPeers, type Entry, type Raft } from './raft/index.ts';
import type { InternalRequest, MemberChange, Proposal } from './requests.ts';

export interface ApplyContext {
  readonly store: Store;
  readonly membership: Membership;
  readonly log: EtcdLog;
  readonly raft: Raft;
  /** A proposal of ours, or of somebody else's, has its result. */
  done(id: string, result: Body | RpcError): void;
  /** The first entry of a leader's term is in. */
  firstInTerm(): void;
  joined(id: string, peerURLs: readonly string[]): void;
}

/**
 * Turns committed entries into changes of the store, the same on every member.
 *
 * Source: etcd server/etcdserver/server.go `apply`, `applyEntryNormal`; apply.go
 */
export function applyEntries(context: ApplyContext, entries: readonly Entry[]): void {
  for (const entry of entries) {
    if (entry.kind === 'EntryConfChange') applyMemberChange(context, entry);
    else if (entry.data === '') context.firstInTerm();
    else {
      const { id, request } = JSON.parse(entry.data) as Proposal;
      context.done(id, withRevision(context.store, applyRequest(context, request)));
    }
  }
}

function applyRequest(context: ApplyContext, request: InternalRequest): Body | RpcError {
  const { store, membership, log } = context;
  if ('put' in request) return orError(applyPut(store, request.put));
  if ('delete_range' in request) return applyDeleteRange(store, request.delete_range);
  if ('txn' in request) return orError(applyTxn(store, request.txn));
  if ('compaction' in request) {
    const error = store.compact(request.compaction.revision);
    return error ? etcdError(error) : {};
  }
  if ('lease_grant' in request) return applyLeaseGrant(store, request.lease_grant);
  if ('lease_revoke' in request) {
    const error = store.revoke(request.lease_revoke.ID);
    return error ? etcdError(error) : {};
  }
  if ('alarm' in request) return { alarms: [] };
  if ('publish' in request) {
    const { ID, name, clientURLs } = request.publish;
    membership.publish(ID, name, clientURLs);
    return {};
  }
  setClusterVersion(membership, log, request.cluster_version);
  return {};
}

function applyLeaseGrant(store: Store, { ID, TTL }: LeaseGrantRequest): Body | RpcError {
  const lease = store.leases.grant(ID, TTL);
  return typeof lease === 'string' ? etcdError(lease) : { ID, TTL: lease.ttlSeconds };
}

/** Its own revision: the answer goes out later, and others may have been applied by then. */
function withRevision(store: Store, result: Body | RpcError): Body | RpcError {
  if (result instanceof RpcError) return result;
  return { header: { revision: store.revision }, ...result };
}

function orError(result: Body | string): Body | RpcError {
  return typeof result === 'string' ? etcdError(result as 'compacted') : result;
}

function setClusterVersion(membership: Membership, log: EtcdLog, version: string): void {
  const isFirst = membership.version === undefined;
  membership.version = version;
  if (!isFirst) return;
  log.info('membership/cluster.go:584', 'set initial cluster version', {
    'cluster-id': membership.clusterId,
    'local-member-id': membership.localId,
    'cluster-version': version,
  });
  log.info('api/capability.go:75', 'enabled capabilities for version', {
    'cluster-version': version,
  });
}

function applyMemberChange(context: ApplyContext, entry: Entry): void {
  const { membership, raft, log } = context;
  const { addNode } = JSON.parse(entry.data) as MemberChange;
  membership.add(addNode);
  raft.applyConfiguration(withPeers(membership.members.map(({ ID }) => ID)));
  log.info('membership/cluster.go:421', 'added member', {
    'cluster-id': membership.clusterId,
    'local-member-id': membership.localId,
    'added-peer-id': addNode.ID,
    'added-peer-peer-urls': addNode.peerURLs,
  });
  if (addNode.ID !== membership.localId) context.joined(addNode.ID, addNode.peerURLs);
}

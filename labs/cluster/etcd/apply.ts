import { RpcError } from '../client/grpc.ts';
import { applyRequest, type Applied } from './applier.ts';
import type { Body, Store } from './mvcc/index.ts';
import { withPeers, type Entry, type Raft } from './raft/index.ts';
import type { MemberChange, Proposal } from './requests.ts';

export interface ApplyContext extends Applied {
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
      const { id, request, who } = JSON.parse(entry.data) as Proposal;
      const result = applyRequest(context, request, who, entry.index);
      context.done(id, withRevision(context.store, result));
    }
  }
}

/** Its own revision: the answer goes out later, and others may have been applied by then. */
function withRevision(store: Store, result: Body | RpcError): Body | RpcError {
  if (result instanceof RpcError) return result;
  return { header: { revision: store.revision }, ...result };
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

import { RpcError } from '../client/grpc.ts';
import { applyRequest, type Applied } from './applier.ts';
import { applyConfChange, type ConfChangeContext } from './conf-change.ts';
import type { Body, Store } from './mvcc/index.ts';
import type { Entry } from './raft/index.ts';
import type { ConfProposal, Proposal } from './requests.ts';

export interface ApplyContext extends Applied, ConfChangeContext {
  /** Up to here the database had everything before the restart. */
  readonly consistentIndex: number;
  /** A proposal of ours, or of somebody else's, has its result. */
  done(id: string, result: Body | RpcError): void;
  /** A request was applied, and how long that took. */
  applied(proposal: Proposal, result: Body | RpcError, tookUs: number): void;
  /** The first entry of a leader's term is in. */
  firstInTerm(): void;
}

/**
 * Turns committed entries into changes of the store, the same on every member.
 *
 * Units:  `waitedUs` is how long the first one had to wait for the database, in microseconds
 * Source: etcd server/etcdserver/server.go `apply`, `applyEntryNormal`; apply.go
 */
export function applyEntries(
  context: ApplyContext,
  entries: readonly Entry[],
  waitedUs: number,
): void {
  const { log, consistentIndex, store } = context;
  for (const entry of entries) {
    const isNew = entry.index > consistentIndex;
    if (entry.kind === 'EntryConfChange') {
      const { id, change } = JSON.parse(entry.data) as ConfProposal;
      const result = applyConfChange(context, change, isNew);
      if (id !== undefined) context.done(id, result);
    } else if (entry.data === '') context.firstInTerm();
    else {
      const proposal = JSON.parse(entry.data) as Proposal;
      const { id, request, who } = proposal;
      log.isQuiet = !isNew && !('cluster_version' in request);
      const result = applyRequest(context, request, who, entry.index);
      context.applied(proposal, result, entry === entries[0] ? waitedUs : 0);
      log.isQuiet = false;
      context.done(id, withRevision(store, result));
    }
  }
}

/** Its own revision: the answer goes out later, and others may have been applied by then. */
function withRevision(store: Store, result: Body | RpcError): Body | RpcError {
  if (result instanceof RpcError) return result;
  return { header: { revision: store.revision }, ...result };
}

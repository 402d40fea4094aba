import type { Task } from '../kernel/index.ts';
import { nodeOf, type ConfChange } from './conf-change.ts';
import type { EtcdLog } from './log.ts';
import { compareIds, peersOf, type Entry } from './raft/index.ts';
import type { ConfProposal } from './requests.ts';
import type { Recovered, Storage } from './storage.ts';

/**
 * Makes a cluster of one of what a member finds on its disk: what was not committed is dropped, and
 * the log is made to say that all others were removed. For whoever has lost the quorum for good.
 *
 * Errors: what the disk says
 * Source: etcd server/etcdserver/raft.go `restartAsStandaloneNode`
 */
export function* forceNewCluster(
  storage: Storage,
  recovered: Recovered,
  log: EtcdLog,
): Task<Recovered | string> {
  const { memberId, clusterId, hardState } = recovered;
  const kept = recovered.entries.filter(({ index }) => index <= hardState.commit);
  const dropped = recovered.entries.length - kept.length;
  if (dropped > 0) {
    log.info('etcdserver/raft.go:598', 'discarding uncommitted WAL entries', {
      'entry-index': hardState.commit + 1,
      'commit-index-from-wal': hardState.commit,
      'number-of-discarded-entries': dropped,
    });
  }
  const forced = changesToAlone(memberId, idsIn(recovered, kept)).map((change, at): Entry => {
    const index = hardState.commit + 1 + at;
    return { term: hardState.term, index, kind: 'EntryConfChange', data: format({ change }) };
  });
  const commit = hardState.commit + forced.length;
  const state = { ...hardState, commit };
  const error = storage.append({ entries: forced, hardState: state }) ?? (yield* storage.sync());
  if (error) return error;
  log.info('etcdserver/raft.go:628', 'forcing restart member', {
    'cluster-id': clusterId,
    'local-member-id': memberId,
    'wal-commit-index': hardState.commit,
    'commit-index': commit,
  });
  return { ...recovered, hardState: state, entries: [...kept, ...forced] };
}

/** Who belongs to the cluster by the end of the log. Source: `getIDs` */
function idsIn({ snapshot }: Recovered, entries: readonly Entry[]): readonly string[] {
  const ids = new Set(snapshot && peersOf(snapshot.configuration));
  for (const { kind, data } of entries) {
    if (kind !== 'EntryConfChange') continue;
    const { change } = JSON.parse(data) as ConfProposal;
    if (change.type === 'ConfChangeRemoveNode') ids.delete(change.ID);
    else if (change.type !== 'ConfChangeUpdateNode') ids.add(nodeOf(change));
  }
  return [...ids].sort(compareIds);
}

/** This member first, if it was none: there must be a voter. Source: `createConfigChangeEnts` */
function changesToAlone(self: string, ids: readonly string[]): ConfChange[] {
  const changes: ConfChange[] = [];
  if (!ids.includes(self)) {
    const peerURLs = ['http://localhost:2380'];
    const member = { ID: self, name: '', peerURLs, isLearner: false };
    changes.push({ type: 'ConfChangeAddNode', member });
  }
  for (const ID of ids) if (ID !== self) changes.push({ type: 'ConfChangeRemoveNode', ID });
  return changes;
}

function format(proposal: ConfProposal): string {
  return JSON.stringify(proposal);
}

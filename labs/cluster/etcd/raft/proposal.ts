import { formatConfiguration } from './configuration.ts';
import type { Core } from './core.ts';
import type { ProposedEntry } from './entry.ts';
import { NONE } from './id.ts';
import { appendEntries, bcastAppend } from './replicate.ts';

/**
 * What became of a proposal. None of them says that it is committed: only seeing it among the
 * committed entries does. `dropped` is upstream's ErrProposalDropped, and `reason` what it logs.
 */
export type Proposal =
  | { readonly outcome: 'appended' | 'forwarded' }
  | { readonly outcome: 'dropped'; readonly reason: string };

const APPENDED: Proposal = { outcome: 'appended' };
const FORWARDED: Proposal = { outcome: 'forwarded' };

/**
 * Takes a proposal: a leader appends and replicates it, a follower passes it on.
 *
 * Source: etcd raft/raft.go, MsgProp in `stepLeader`, `stepFollower` and `stepCandidate`
 */
export function handleProposal(core: Core, entries: readonly ProposedEntry[]): Proposal {
  const { id: from, term, lead, leadTransferee } = core;
  if (core.role !== 'leader') {
    if (lead === NONE) return drop(core, 'info', `no leader at term ${term}; dropping proposal`);
    core.send({ type: 'MsgProp', from, to: lead, term: 0, entries });
    return FORWARDED;
  }
  if (!core.progress.has(from)) return { outcome: 'dropped', reason: 'removed from the cluster' };
  if (leadTransferee !== NONE) {
    const what = `[term ${term}] transfer leadership to ${leadTransferee} is in progress`;
    return drop(core, 'debug', `${what}; dropping proposal`);
  }
  appendEntries(core, checkConfChanges(core, entries));
  bcastAppend(core);
  return APPENDED;
}

/**
 * One change of the configuration at a time: another one becomes an empty entry.
 *
 * Source: Raft thesis §4.1; etcd raft/raft.go `stepLeader`, MsgProp
 */
function checkConfChanges(core: Core, entries: readonly ProposedEntry[]): readonly ProposedEntry[] {
  return entries.map((entry, place) => {
    if (entry.kind !== 'EntryConfChange') return entry;
    const { id, raftLog, pendingConfIndex, configuration, logger } = core;
    if (pendingConfIndex <= raftLog.applied) {
      core.pendingConfIndex = raftLog.lastIndex + place + 1;
      return entry;
    }
    logger?.(
      'info',
      `${id} ignoring conf change ${entry.data} at config ${formatConfiguration(configuration)}: ` +
        `possible unapplied conf change at index ${pendingConfIndex} ` +
        `(applied to ${raftLog.applied})`,
    );
    return { kind: 'EntryNormal', data: '' };
  });
}

function drop(core: Core, level: 'debug' | 'info', reason: string): Proposal {
  core.logger?.(level, `${core.id} ${reason}`);
  return { outcome: 'dropped', reason };
}

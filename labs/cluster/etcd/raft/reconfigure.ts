import { formatConfiguration, peersOf } from './configuration.ts';
import type { Configuration } from './configuration.ts';
import type { Core } from './core.ts';
import { NONE } from './id.ts';
import { releasePendingReads } from './read-index.ts';
import { bcastAppend, maybeCommit, maybeSendAppend } from './replicate.ts';

/**
 * Puts a configuration into force: the caller has applied an `EntryConfChange`.
 *
 * Keeps:   what is known of members that stay
 * Source:  etcd raft/raft.go `switchToConfig`, raft/confchange `initProgress`
 * Differs: whether the change is allowed at all is not checked here; a removed leader goes on
 *          until its caller stops it, as in v3.5
 */
export function switchToConfiguration(core: Core, configuration: Configuration): void {
  const before = core.progress;
  core.configuration = configuration;
  core.peers = peersOf(configuration);
  core.progress = new Map();
  for (const id of core.peers) {
    const progress = core.newProgress(id);
    const known = before.get(id);
    // A newcomer is taken for active, or the next quorum check would count it as lost.
    progress.recentActive = true;
    core.progress.set(id, known?.isLearner === progress.isLearner ? known : progress);
  }
  core.logger?.(
    'info',
    `${core.id} switched to configuration ${formatConfiguration(configuration)}`,
  );
  if (core.role === 'leader' && configuration.voters.includes(core.id)) spreadConfiguration(core);
}

function spreadConfiguration(core: Core): void {
  if (maybeCommit(core)) {
    releasePendingReads(core);
    bcastAppend(core);
  } else {
    for (const id of core.peers) if (id !== core.id) maybeSendAppend(core, id, false);
  }
  if (!core.configuration.voters.includes(core.leadTransferee)) core.leadTransferee = NONE;
}

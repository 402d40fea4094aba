import { formatConfiguration, peersOf } from './configuration.ts';
import type { Configuration } from './configuration.ts';
import type { Core } from './core.ts';
import { NONE } from './id.ts';
import type { Id } from './id.ts';
import type { Progress } from './progress.ts';
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
    core.progress.set(id, before.get(id) ?? newcomer(core, id));
    core.progress.get(id)!.isLearner = configuration.learners.includes(id);
  }
  core.logger?.(
    'info',
    `${core.id} switched to configuration ${formatConfiguration(configuration)}`,
  );
  if (core.role === 'leader' && configuration.voters.includes(core.id)) spreadConfiguration(core);
}

/** Taken for active, or the next quorum check would count it as lost. */
function newcomer(core: Core, id: Id): Progress {
  const progress = core.newProgress(id);
  progress.recentActive = true;
  return progress;
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

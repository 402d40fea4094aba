import { formatConfiguration } from './configuration.ts';
import type { Core } from './core.ts';
import type { Snapshot } from './log.ts';

/**
 * Replaces the log by a leader's snapshot, unless the log has what the snapshot holds. The caller
 * finds it in the next Ready, and installs the state that came with the message.
 *
 * Source: etcd raft/raft.go `restore`
 */
export function maybeRestore(core: Core, snapshot: Snapshot): boolean {
  const { raftLog, id } = core;
  const { index, term, configuration } = snapshot;
  if (index <= raftLog.committed) return false;
  if (!configuration.voters.includes(id) && !configuration.learners.includes(id)) {
    core.logger?.(
      'warn',
      `${id} attempted to restore snapshot but it is not in the ConfState; should never happen`,
    );
    return false;
  }
  if (raftLog.term(index) === term) {
    core.logger?.('info', `${formatLog(core)} fast-forwarded commit to ${formatPlace(snapshot)}`);
    raftLog.commitTo(index);
    return false;
  }
  const { committed, applied, stable, lastIndex } = raftLog;
  core.logger?.(
    'info',
    `log [committed=${committed}, applied=${applied}, unstable.offset=${stable + 1}, ` +
      `len(unstable.Entries)=${lastIndex - stable}] starts to restore ${formatPlace(snapshot)}`,
  );
  raftLog.restore(snapshot);
  core.snapshot = snapshot;
  core.configuration = configuration;
  core.resetProgress();
  const voters = formatConfiguration(configuration);
  core.logger?.('info', `${id} switched to configuration ${voters}`);
  core.logger?.('info', `${formatLog(core)} restored ${formatPlace(snapshot)}`);
  return true;
}

function formatLog(core: Core): string {
  const { committed, lastIndex, lastTerm } = core.raftLog;
  return `${core.id} [commit: ${committed}, lastindex: ${lastIndex}, lastterm: ${lastTerm}]`;
}

function formatPlace(snapshot: Snapshot): string {
  return `snapshot [index: ${snapshot.index}, term: ${snapshot.term}]`;
}

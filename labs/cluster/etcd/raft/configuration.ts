import { compareIds } from './id.ts';
import type { Id } from './id.ts';

/**
 * Who takes part. Voters count towards quorums; learners receive the log but neither vote nor
 * campaign. A value: a change makes a new configuration.
 *
 * Differs: upstream also knows joint configurations (`Voters` is a pair). etcd changes one member
 *          at a time, for which a simple configuration suffices.
 */
export interface Configuration {
  readonly voters: readonly Id[];
  readonly learners: readonly Id[];
}

/** Makes a configuration with both lists in the order of the ids, as every log line prints them. */
export function withPeers(voters: readonly Id[], learners: readonly Id[] = []): Configuration {
  return { voters: [...voters].sort(compareIds), learners: [...learners].sort(compareIds) };
}

/** Everyone who receives the log: the voters, then the learners. */
export function peersOf(configuration: Configuration): readonly Id[] {
  return [...configuration.voters, ...configuration.learners];
}

/**
 * Formats a configuration as etcd's log does: `voters=(1 2 3) learners=(4)`.
 *
 * Keeps:  ids in decimal; it is the one place where upstream prints them so
 * Source: etcd raft/tracker/tracker.go `Config.String`, raft/quorum/majority.go `String`
 */
export function formatConfiguration(configuration: Configuration): string {
  const voters = `voters=(${configuration.voters.map(formatDecimal).join(' ')})`;
  if (configuration.learners.length === 0) return voters;
  return `${voters} learners=(${configuration.learners.map(formatDecimal).join(' ')})`;
}

function formatDecimal(id: Id): string {
  return BigInt(`0x${id}`).toString();
}

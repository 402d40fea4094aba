import { snapshotAfter } from '../../labs/host/snapshot.ts';
import type { Snapshot } from '../../labs/host/protocol.ts';

/** The moments of the first lab that a figure can show, each by the step that leads to it. */
const steps = {
  'three-up': 'write',
  'one-down': 'one-down',
  'two-down': 'two-down',
  'one-back': 'back',
} as const;

export type ClusterState = keyof typeof steps;

const taken = new Map<ClusterState, Promise<Snapshot>>();

/** The cluster of the first lab at one of its moments, as the lab itself gets there. */
export function snapshotOf(state: ClusterState): Promise<Snapshot> {
  const snapshot = taken.get(state) ?? snapshotAfter('quorum', steps[state]);
  taken.set(state, snapshot);
  return snapshot;
}

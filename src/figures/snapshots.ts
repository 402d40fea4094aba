import { snapshotsOf } from '../../labs/host/snapshot.ts';
import type { Snapshot } from '../../labs/host/protocol.ts';

/** One run of a lesson serves all its figures, on whatever page. */
const runs = new Map<string, ReturnType<typeof snapshotsOf>>();

/**
 * The cluster of a lesson after one of its steps, as the lab itself gets there.
 *
 * Errors:  throws for a lesson or a step that does not exist, which ends the build
 */
export async function snapshotAfter(lesson: string, step: string): Promise<Snapshot> {
  const run = runs.get(lesson) ?? snapshotsOf(lesson);
  runs.set(lesson, run);
  const snapshot = (await run).get(step);
  if (!snapshot) throw new Error(`there is no step '${step}' in '${lesson}'`);
  return snapshot;
}

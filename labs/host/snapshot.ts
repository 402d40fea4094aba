import { SECOND } from '../cluster/kernel/index.ts';
import { findLesson } from '../lessons/index.ts';
import type { Snapshot } from '../topology/snapshot-shape.ts';
import { openSession } from './open-session.ts';
import type { Session } from './session.ts';

/** No printed solution of one step takes longer. Units: virtual time. */
const PATIENCE_US = 120 * SECOND;
/** Elections and restarts come to rest within this. */
const REST_US = 3 * SECOND;

/**
 * Types a step's printed solution and lets time pass until all of it has run.
 *
 * Errors:  throws where it does not end in two minutes of virtual time, which is a bug of the
 *          lesson
 */
export function playStep(session: Session, step: string): void {
  const terminal = session.lesson.words.firstTerminal;
  const words = session.lesson.words.steps.find(({ id }) => id === step);
  const goal =
    session.endedCommands(terminal) +
    (words?.solution.filter((line) => typeof line === 'string').length ?? 0);
  const endUs = session.nowUs + PATIENCE_US;
  session.solve(step);
  while (session.endedCommands(terminal) < goal) {
    if (session.nowUs > endUs) throw new Error(`${session.lesson.words.id}: ${step} does not end`);
    session.advance(session.nowUs + SECOND / 100, Number.MAX_SAFE_INTEGER);
  }
}

/**
 * The cluster of a lesson after each of its steps, once the printed solution was played and all has
 * come to rest: what the figures in the text are drawn from. One run gives them all.
 *
 * Shape:   by the step's id
 * Errors:  throws for a lesson that does not exist
 */
export async function snapshotsOf(lessonId: string): Promise<ReadonlyMap<string, Snapshot>> {
  const lesson = findLesson(lessonId);
  if (!lesson) throw new Error(`there is no lesson '${lessonId}'`);
  const session = await openSession({ lesson });
  const snapshots = new Map<string, Snapshot>();
  for (const { id } of lesson.words.steps) {
    playStep(session, id);
    session.advance(session.nowUs + REST_US, Number.MAX_SAFE_INTEGER);
    snapshots.set(id, session.takeSnapshot());
  }
  return snapshots;
}

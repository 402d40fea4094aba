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
 * The cluster of a lesson once its printed solution was played up to a step, and has come to rest:
 * what the figures in the text are drawn from.
 *
 * Errors:  throws for a lesson or a step that does not exist
 */
export async function snapshotAfter(lessonId: string, stepId: string): Promise<Snapshot> {
  const lesson = findLesson(lessonId);
  const last = lesson?.words.steps.findIndex(({ id }) => id === stepId) ?? -1;
  if (!lesson || last === -1) throw new Error(`there is no step '${stepId}' in '${lessonId}'`);
  const session = await openSession({ lesson });
  for (const { id } of lesson.words.steps.slice(0, last + 1)) playStep(session, id);
  session.advance(session.nowUs + REST_US, Number.MAX_SAFE_INTEGER);
  return session.takeSnapshot();
}

import { openSession } from '../../../labs/host/open-session.ts';
import { findLesson } from '../../../labs/lessons/index.ts';
import { median } from './median.ts';

const SPAN_S = 300;
const RUNS = 7;

/**
 * Idle virtual seconds for a real one, several times over in one lab in Node; the median counts.
 */
export async function idleSpeed(lesson: string): Promise<number> {
  const session = await openSession({ lesson: findLesson(lesson)! });
  const speeds = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    session.advance(session.nowUs + SPAN_S * 1_000_000, Number.MAX_SAFE_INTEGER);
    return SPAN_S / ((performance.now() - start) / 1_000);
  });
  return Math.round(median(speeds));
}

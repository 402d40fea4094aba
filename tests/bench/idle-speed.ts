import { openSession } from '../../labs/host/open-session.ts';
import { lessons } from '../../labs/lessons/index.ts';
import { median } from './browser/median.ts';

export const name = 'virtual seconds per real second of the idle cluster of the first lab';
export const unit = 's/s';
export const atLeast = 2_000;

const SPAN_S = 500;
const RUNS = 7;

/** Five hundred idle virtual seconds, several times over in one lab; the median run counts. */
export async function measure(): Promise<number> {
  const session = await openSession({ lesson: lessons[0]! });
  const speeds = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    session.advance(session.nowUs + SPAN_S * 1_000_000, Number.MAX_SAFE_INTEGER);
    return SPAN_S / ((performance.now() - start) / 1_000);
  });
  return Math.round(median(speeds));
}

import { Session } from '../../labs/host/session.ts';
import { lessons } from '../../labs/lessons/index.ts';
import { toolbox } from '../../labs/shell/programs.ts';
import { median } from './browser/median.ts';

export const name = 'virtual seconds per real second of the idle cluster of the first lab';
export const unit = 's/s';
export const atLeast = 2_000;

const SPAN_S = 500;
const RUNS = 7;

/** Five hundred idle virtual seconds, several times over in one lab; the median run counts. */
export function measure(): number {
  const session = new Session({ lesson: lessons[0]! });
  session.boot();
  session.addToolbox(toolbox);
  const speeds = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    session.advance(session.nowUs + SPAN_S * 1_000_000, Number.MAX_SAFE_INTEGER);
    return SPAN_S / ((performance.now() - start) / 1_000);
  });
  return Math.round(median(speeds));
}

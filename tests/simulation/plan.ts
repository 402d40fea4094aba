import { MILLISECOND } from '../../labs/cluster/kernel/index.ts';
import type { Enemy } from './simulation.ts';

/** A plan does something, then yields how long it waits. Units: microseconds of virtual time. */
export type Plan = Generator<number, void>;

/** What a plan is about: anything that has a clock. */
interface Timed {
  readonly nowUs: number;
}

/** An enemy with a plan: for what luck would hardly ever find. */
export function followPlan<C extends Timed>(make: (cluster: C) => Plan) {
  return (cluster: C): Enemy => {
    const plan = make(cluster);
    let nextAtUs = cluster.nowUs;
    return {
      get nextAtUs() {
        return nextAtUs;
      },
      act() {
        const step = plan.next();
        nextAtUs = step.done ? Infinity : cluster.nowUs + step.value;
      },
    };
  };
}

/**
 * Waits until something is so, looking every millisecond. Errors: throws where it does not come.
 */
export function* until(
  cluster: Timed,
  what: string,
  isSo: () => boolean,
  patienceUs: number,
): Plan {
  const untilUs = cluster.nowUs + patienceUs;
  while (!isSo()) {
    if (cluster.nowUs >= untilUs) throw new Error(`the plan fails: ${what} does not come`);
    yield MILLISECOND;
  }
}

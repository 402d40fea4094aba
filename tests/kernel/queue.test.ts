import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { EventQueue } from '../../labs/cluster/kernel/queue.ts';

/** What is done to a queue: an event so much later, one given up, or taking what is due by then. */
const step = fc.oneof(
  fc.record({ add: fc.oneof(fc.nat(2), fc.nat(20_000), fc.nat(3_000_000)) }),
  fc.record({ cancel: fc.nat(60) }),
  fc.record({ takeWithin: fc.oneof(fc.nat(20_000), fc.nat(3_000_000)) }),
);

test('events happen by their time, then by their turn, packets and patient timers alike', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
      const queue = new EventQueue();
      const waiting: { readonly atUs: number; readonly event: object }[] = [];
      let nowUs = 0;
      for (const does of steps) {
        if ('add' in does) {
          const atUs = nowUs + does.add;
          const event = queue.add(atUs, () => undefined);
          // Behind all that are due no later: as a list in order would have it.
          const place = waiting.findIndex((other) => other.atUs > atUs);
          waiting.splice(place < 0 ? waiting.length : place, 0, { atUs, event });
        } else if ('cancel' in does) {
          const [given] = waiting.splice(does.cancel, 1);
          if (given) Object.assign(given.event, { run: undefined });
        } else {
          const untilUs = nowUs + does.takeWithin;
          const due = waiting[0] && waiting[0].atUs <= untilUs ? waiting.shift() : undefined;
          expect(queue.peek()).toBe(due?.event ?? waiting[0]?.event);
          expect(queue.takeUntil(untilUs)).toBe(due?.event);
          nowUs = due?.atUs ?? untilUs;
        }
      }
    }),
  );
});

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Traffic } from '../../../../labs/host/protocol.ts';
import type { LabSession } from '../../../lab/lab-session.ts';
import { stillMotion } from '../motion.ts';

/**
 * For readers who asked for less motion: how many messages each cable carried in the last second.
 *
 * Shape:   by cable key; undefined where the dots move instead
 */
export function useCounts(session: LabSession): ReadonlyMap<string, number> | undefined {
  const counts = useSignal<ReadonlyMap<string, number>>(new Map());
  const isStill = stillMotion.value;
  useEffect(() => {
    if (!isStill) return undefined;
    let counting = new Map<string, number>();
    const count = (traffic: readonly Traffic[]): void => {
      for (const { from, to } of traffic) {
        for (const key of [`${from}~${to}`, `${to}~${from}`]) {
          counting.set(key, (counting.get(key) ?? 0) + 1);
        }
      }
    };
    const timer = setInterval(() => {
      counts.value = counting;
      counting = new Map();
    }, 1_000);
    session.onTraffic.add(count);
    return () => {
      clearInterval(timer);
      session.onTraffic.delete(count);
    };
  }, [session, isStill]);
  return isStill ? counts.value : undefined;
}

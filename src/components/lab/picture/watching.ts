import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import type { LabSession } from '../../../lab/lab-session.ts';

/** Before the frame was measured. Units: pixels. */
const UNMEASURED_PX = 640;

/** The width of an element, kept up to date. */
export function useSize(frame: RefObject<HTMLElement>): number {
  const width = useSignal(UNMEASURED_PX);
  useEffect(() => {
    if (frame.current === null) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      const measured = Math.floor(entry?.contentRect.width ?? 0);
      if (measured > 0) width.value = measured;
    });
    observer.observe(frame.current);
    return () => observer.disconnect();
  }, []);
  return width.value;
}

/** Asks the lab for snapshots only while somebody can see them. */
export function useWatching(frame: RefObject<HTMLElement>, session: LabSession): void {
  useEffect(() => {
    if (frame.current === null) return undefined;
    let isInView = true;
    const tell = (): void => session.watch(isInView && document.visibilityState === 'visible');
    const observer = new IntersectionObserver(([entry]) => {
      isInView = entry?.isIntersecting ?? true;
      tell();
    });
    observer.observe(frame.current);
    document.addEventListener('visibilitychange', tell);
    return () => {
      observer.disconnect();
      document.removeEventListener('visibilitychange', tell);
    };
  }, [session]);
}

import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { LabSession } from '../../../lab/lab-session.ts';
import { formatSummary } from './summary.ts';

/** The shortest time between two announcements, so that a screen reader can finish one. */
const PAUSE_MS = 2_500;

/** The picture in words, said when it changes, politely. */
export default function PictureSummary({ session }: { session: LabSession }) {
  const said = useSignal('');
  const timer = useRef<ReturnType<typeof setTimeout>>();
  useSignalEffect(() => {
    const snapshot = session.snapshot.value;
    if (snapshot === undefined || formatSummary(snapshot) === said.peek()) return;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      const latest = session.snapshot.peek();
      if (latest !== undefined) said.value = formatSummary(latest);
    }, PAUSE_MS);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <p class="q-hidden" role="status">
      {said.value}
    </p>
  );
}

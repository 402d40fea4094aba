import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { LabSession } from '../../../lab/lab-session.ts';
import { formatSummary, newsOf } from './summary.ts';

/** The shortest time between two announcements, so that a screen reader can finish one. */
const PAUSE_MS = 2_500;

/** The picture in words: all of it to read, and what changes is said, politely. */
export default function PictureSummary({ session }: { session: LabSession }) {
  const said = useSignal('');
  const known = useRef<readonly string[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const summary = useComputed(() => {
    const snapshot = session.snapshot.value;
    return snapshot === undefined ? [] : formatSummary(snapshot);
  });
  useSignalEffect(() => {
    if (newsOf(known.current, summary.value) === '') return;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      const news = newsOf(known.current, summary.peek());
      known.current = summary.peek();
      if (news !== '') said.value = news;
    }, PAUSE_MS);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <>
      <ul class="q-hidden" aria-label="The picture in words">
        {summary.value.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <p class="q-hidden" role="status">
        {said.value}
      </p>
    </>
  );
}

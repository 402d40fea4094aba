import { useSignal, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { LabSession } from '../../../lab/lab-session.ts';

/** Says to a screen reader that a step was passed, and what comes next. */
export default function StepNews({ session }: { session: LabSession }) {
  const news = useSignal('');
  const known = useRef<{ run: number; passed: ReadonlySet<string> }>();
  useSignalEffect(() => {
    const steps = session.steps.value;
    if (steps.length === 0) return;
    const run = session.run.peek();
    const passed = new Set(steps.filter(({ state }) => state === 'passed').map(({ id }) => id));
    const before = known.current?.run === run ? known.current.passed : passed;
    known.current = { run, passed };
    const fresh = [...passed].findLast((id) => !before.has(id));
    if (fresh === undefined) return;
    const { steps: words } = session.words;
    const at = words.findIndex(({ id }) => id === fresh);
    const current = steps.findIndex(({ state }) => state === 'current');
    const next = words[current];
    const rest = next === undefined ? 'All steps are done.' : `Step ${current + 1}: ${next.title}.`;
    news.value = `Step ${at + 1} is done. ${rest}`;
  });
  return (
    <p class="q-hidden" role="status">
      {news.value}
    </p>
  );
}

import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import type { LabSession } from '../../../lab/lab-session.ts';
import AllDone from './AllDone.tsx';
import StepMarks from './StepMarks.tsx';
import StepNews from './StepNews.tsx';
import StepPanel from './StepPanel.tsx';

interface Props {
  session: LabSession;
  next?: { href: string; label: string } | undefined;
}

/** What there is to do: a mark for each step, and the step that is shown in full. */
export default function Steps({ session, next }: Props) {
  const { steps: words } = session.words;
  const current = useComputed(
    () => session.steps.value.find((step) => step.state === 'current')?.id,
  );
  const shown = useSignal(words[0]?.id);
  // The lab goes on to the next step: so does the panel.
  useSignalEffect(() => {
    if (current.value !== undefined) shown.value = current.value;
  });
  const isAllDone =
    session.steps.value.length > 0 && session.steps.value.every(({ state }) => state === 'passed');
  const index = Math.max(
    0,
    words.findIndex((step) => step.id === shown.value),
  );
  const step = words[index];
  return (
    <section class="q-steps" aria-label="Steps">
      <header class="q-step-head">
        <h3>
          {index + 1}. {step?.title}
        </h3>
        <StepMarks session={session} shown={shown} />
      </header>
      {step !== undefined && (
        <StepPanel key={`${session.run.value} ${step.id}`} session={session} step={step} />
      )}
      {isAllDone && <AllDone count={words.length} next={next} />}
      <StepNews session={session} />
    </section>
  );
}

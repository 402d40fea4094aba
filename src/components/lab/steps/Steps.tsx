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
  const shown = useSignal(words[0]?.id);
  const current = useComputed(() => {
    const steps = session.steps.value;
    return steps.length === 0 ? words[0]?.id : steps.find(({ state }) => state === 'current')?.id;
  });
  // The lab goes on to the next step: so does the panel. After the last there is none to show.
  useSignalEffect(() => {
    shown.value = current.value;
  });
  const index = words.findIndex((step) => step.id === shown.value);
  const step = words[index];
  return (
    <section class="q-steps" aria-label="Steps">
      <header class="q-step-head">
        <h3>
          {step === undefined
            ? `All ${words.length} steps are done`
            : `${index + 1}. ${step.title}`}
        </h3>
        <StepMarks session={session} shown={shown} />
      </header>
      {step === undefined ? (
        <AllDone next={next} />
      ) : (
        <StepPanel key={`${session.run.value} ${step.id}`} session={session} step={step} />
      )}
      <StepNews session={session} />
    </section>
  );
}

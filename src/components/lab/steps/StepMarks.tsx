import type { Signal } from '@preact/signals';
import type { LabSession } from '../../../lab/lab-session.ts';

interface Props {
  session: LabSession;
  shown: Signal<string | undefined>;
}

const stateNames = { passed: 'done', current: 'to do now', later: 'later' };

/** One button per step: done, to do now, or later. It shows that step's words. */
export default function StepMarks({ session, shown }: Props) {
  const states = new Map(session.steps.value.map((step) => [step.id, step.state]));
  return (
    <ol class="q-step-marks">
      {session.words.steps.map((step, index) => {
        const state = states.get(step.id) ?? 'later';
        return (
          <li key={step.id}>
            <button
              type="button"
              class={`q-step-mark is-${state}`}
              title={step.title}
              aria-label={`Step ${index + 1}, ${stateNames[state]}: ${step.title}`}
              aria-pressed={shown.value === step.id}
              aria-current={state === 'current' ? 'step' : undefined}
              onClick={() => {
                shown.value = step.id;
              }}
            >
              {state === 'passed' ? '✓' : index + 1}
            </button>
          </li>
        );
      })}
    </ol>
  );
}

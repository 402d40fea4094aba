import type { StepWords } from '../../../../labs/lessons/words.ts';
import type { StepResult } from '../../../../labs/host/protocol.ts';
import type { LabSession } from '../../../lab/lab-session.ts';
import CodeText from '../CodeText.tsx';
import Hints from './Hints.tsx';

interface Props {
  session: LabSession;
  step: StepWords;
}

/** One step: what to do, what is still missing, and help. */
export default function StepPanel({ session, step }: Props) {
  const result = session.steps.value.find(({ id }) => id === step.id);
  const isReady = session.boot.value === 'ready' && session.failure.value === undefined;
  return (
    <div class="q-step">
      <p>
        <CodeText text={step.text} />
      </p>
      <p class={result?.state === 'passed' ? 'q-step-state is-passed' : 'q-step-state'}>
        <CodeText text={formatState(result)} />
      </p>
      <Hints hints={step.hints}>
        <button
          type="button"
          disabled={!isReady || result?.state !== 'current'}
          onClick={() => session.solve(step.id)}
        >
          Solve this step
        </button>
      </Hints>
    </div>
  );
}

function formatState(result: StepResult | undefined): string {
  switch (result?.state) {
    case 'passed':
      return 'Done.';
    case 'current':
      return result.why === undefined ? '' : `Not yet. ${result.why}`;
    case 'later':
      return 'Comes after the steps before it.';
    case undefined:
      return '';
  }
}

import { useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import type { LabSession } from '../../lab/lab-session.ts';

/** Starts the lab from its beginning, after a question. */
export default function ResetDialog({ session }: { session: LabSession }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const isForgetting = useSignal(false);
  const reset = (): void => {
    dialog.current?.close();
    session.reset(isForgetting.value);
    isForgetting.value = false;
  };
  return (
    <>
      <button type="button" class="q-quiet" onClick={() => dialog.current?.showModal()}>
        Start over
      </button>
      <dialog class="q-dialog" ref={dialog} aria-labelledby="q-reset-title">
        <h3 id="q-reset-title">Start this lab over?</h3>
        <p>The machines are built anew. What you wrote to them is gone.</p>
        {session.words.steps.length > 0 && (
          <label>
            <input
              type="checkbox"
              checked={isForgetting.value}
              onChange={(event) => {
                isForgetting.value = event.currentTarget.checked;
              }}
            />
            Forget which steps I have done
          </label>
        )}
        <div class="q-row">
          <button type="button" class="q-primary" onClick={reset}>
            Start over
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            Keep going
          </button>
        </div>
      </dialog>
    </>
  );
}

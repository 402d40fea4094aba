import type { LabSession } from '../../lab/lab-session.ts';

/** The lab is gone: what happened, and what to do. */
export default function FailureNote({ session }: { session: LabSession }) {
  const failure = session.failure.value;
  if (failure === undefined) return null;
  return (
    <div class="q-failure" role="alert">
      <p>
        <strong>{failure.what}</strong> {failure.advice}
      </p>
      {failure.detail !== undefined && (
        <details>
          <summary>What the program said</summary>
          <code>{failure.detail}</code>
        </details>
      )}
      <button type="button" class="q-primary" onClick={() => session.open()}>
        Start the lab again
      </button>
    </div>
  );
}

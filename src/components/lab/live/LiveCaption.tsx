import type { LabSession } from '../../../lab/lab-session.ts';
import { formatQuorum } from './quorum-caption.ts';

/** One line on whether the cluster can write. */
export default function LiveCaption({ session }: { session: LabSession }) {
  const snapshot = session.snapshot.value;
  const caption = snapshot === undefined ? undefined : formatQuorum(snapshot);
  return (
    <p class={`q-caption is-${caption?.tone ?? 'unknown'}`} role="status">
      {caption?.text ?? ''}
    </p>
  );
}

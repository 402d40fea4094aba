import type { LabSession } from '../../lab/lab-session.ts';
import CodeText from './CodeText.tsx';

const bootNotes = {
  loading: 'Loading the lab …',
  building: 'Building the machines …',
  booting: 'The machines boot …',
  ready: '',
};

/**
 * One line for what the lab has to say: how far it has come, what waits for time to pass, or
 * what the reader's last click did and by which command. It keeps its place when it is empty, so
 * that nothing below it moves.
 */
export default function Notes({ session }: { session: LabSession }) {
  return (
    <p class="q-notes" role="status">
      <CodeText text={noteOf(session)} />
    </p>
  );
}

function noteOf(session: LabSession): string {
  if (session.failure.value !== undefined) return '';
  const { speed, waiting } = session.clock.value;
  if (speed === 0 && waiting !== undefined) {
    return `Time is paused: \`${waiting}\` is waiting. Resume or skip.`;
  }
  return bootNotes[session.boot.value] || session.said.value;
}

import type { LabSession } from '../../../lab/lab-session.ts';
import FailureNote from '../FailureNote.tsx';
import Notes from '../Notes.tsx';
import Picture from '../picture/Picture.tsx';
import TimeBar from '../TimeBar.tsx';
import LiveCaption from './LiveCaption.tsx';
import WriteBox from './WriteBox.tsx';

/** A lab without terminals and steps: the cluster, what it makes of a write, and time. */
export default function LiveWorkspace({ session }: { session: LabSession }) {
  return (
    <div class="q-live">
      <FailureNote session={session} />
      <LiveCaption session={session} />
      <Picture session={session} />
      <WriteBox session={session} />
      <TimeBar session={session} isShort />
      <Notes session={session} />
    </div>
  );
}

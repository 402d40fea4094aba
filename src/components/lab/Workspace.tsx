import { useSignal } from '@preact/signals';
import type { LabSession } from '../../lab/lab-session.ts';
import type { Relay } from '../../lab/relay.ts';
import type { ContainerState } from '../../lab/webcontainer/container-state.ts';
import ContainerNote from './ContainerNote.tsx';
import ContainerSwitch from './ContainerSwitch.tsx';
import FailureNote from './FailureNote.tsx';
import Notes from './Notes.tsx';
import Picture from './picture/Picture.tsx';
import ResetDialog from './ResetDialog.tsx';
import Steps from './steps/Steps.tsx';
import Terminals from './terminal/Terminals.tsx';
import TimeBar from './TimeBar.tsx';
import WidthSwitch from './WidthSwitch.tsx';

interface Props {
  session: LabSession;
  relay: Relay;
  /** The page after this one. */
  next?: { href: string; label: string } | undefined;
}

/** A lab as the reader works in it. */
export default function Workspace({ session, relay, next }: Props) {
  const container = useSignal<ContainerState>({ kind: 'off' });
  return (
    <div class="q-workspace">
      <header class="q-head">
        <h2>{session.words.title}</h2>
        <div class="q-row">
          <ContainerSwitch session={session} relay={relay} state={container} />
          <WidthSwitch />
          <ResetDialog session={session} />
        </div>
        <ContainerNote state={container} />
      </header>
      <FailureNote session={session} />
      {session.words.steps.length > 0 && <Steps session={session} next={next} />}
      <Picture session={session} />
      <div class="q-under">
        <TimeBar session={session} />
        <Notes session={session} />
      </div>
      <Terminals session={session} />
    </div>
  );
}

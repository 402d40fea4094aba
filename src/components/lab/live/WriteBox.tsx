import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { LabSession } from '../../../lab/lab-session.ts';
import { PlainScreen } from '../../../lab/plain-screen.ts';

/** How many lines of the answer are shown. */
const LINES_SHOWN = 4;

/** A button that writes a key, and what the cluster says to it. */
export default function WriteBox({ session }: { session: LabSession }) {
  const { firstTerminal } = session.words;
  const lines = useSignal<readonly string[]>([]);
  const writes = useRef(0);
  const run = session.run.value;
  useEffect(() => {
    const screen = new PlainScreen(LINES_SHOWN);
    lines.value = [];
    const hear = (terminal: string, text: string): void => {
      if (terminal !== firstTerminal) return;
      screen.write(text);
      lines.value = screen.lines;
    };
    session.onOutput.add(hear);
    return () => session.onOutput.delete(hear);
  }, [session, run]);
  const write = (): void => {
    writes.current++;
    session.runCommand(`etcdctl put landing ${writes.current}`);
  };
  const isReady = session.boot.value === 'ready' && session.failure.value === undefined;
  return (
    <div class="q-write">
      <button type="button" class="q-primary" disabled={!isReady} onClick={write}>
        Write a key
      </button>
      <pre class="q-answer" aria-live="polite">
        {lines.value.join('\n')}
      </pre>
    </div>
  );
}

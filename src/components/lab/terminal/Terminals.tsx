import { useSignal } from '@preact/signals';
import { readStored, writeStored } from '../../../lab/stored.ts';
import type { LabSession } from '../../../lab/lab-session.ts';
import KeyRow from './KeyRow.tsx';
import TerminalTabs from './TerminalTabs.tsx';
import TerminalView from './TerminalView.tsx';

const READER_MODE_KEY = 'quorate:screen-reader-mode:1';

/** One terminal per machine. A terminal is made when it is first shown, and stays. */
export default function Terminals({ session }: { session: LabSession }) {
  const isReaderMode = useSignal(readStored(READER_MODE_KEY) === true);
  const isControl = useSignal(false);
  const names = session.terminals.value;
  const shown = session.shownTerminal.value;
  return (
    <section class="q-terminals" aria-label="Terminals">
      <TerminalTabs session={session} />
      <div class="q-screens">
        {names.map((name) => (
          <TerminalView
            key={`${session.run.value} ${name}`}
            session={session}
            name={name}
            isShown={name === shown}
            isReaderMode={isReaderMode}
            isControl={isControl}
          />
        ))}
      </div>
      <KeyRow session={session} isControl={isControl} />
      <p class="q-terminal-foot">
        <span>
          <kbd>Esc</kbd>, then <kbd>Tab</kbd>, leaves the terminal
        </span>
        <label>
          <input
            type="checkbox"
            checked={isReaderMode.value}
            onChange={(event) => {
              isReaderMode.value = event.currentTarget.checked;
              writeStored(READER_MODE_KEY, isReaderMode.value);
            }}
          />
          Screen reader mode
        </label>
      </p>
    </section>
  );
}

import type { LabSession } from '../../../lab/lab-session.ts';
import { nextIndex } from '../roving.ts';
import { panelId, tabId } from './ids.ts';

/** The tabs of the terminals: arrow keys choose, as WAI-ARIA's pattern for tabs has it. */
export default function TerminalTabs({ session }: { session: LabSession }) {
  const names = session.terminals.value;
  const shown = session.shownTerminal.value;
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = nextIndex(event.key, names.indexOf(shown), names.length);
    const name = next === undefined ? undefined : names[next];
    if (name === undefined) return;
    event.preventDefault();
    session.shownTerminal.value = name;
    document.getElementById(tabId(name))?.focus();
  };
  if (names.length === 0) return null;
  return (
    <div class="q-tabs" role="tablist" aria-label="Machines" onKeyDown={onKeyDown}>
      {names.map((name) => (
        <button
          key={name}
          type="button"
          role="tab"
          id={tabId(name)}
          aria-controls={panelId(name)}
          aria-selected={name === shown}
          tabIndex={name === shown ? 0 : -1}
          onClick={() => {
            session.shownTerminal.value = name;
          }}
        >
          {name}
        </button>
      ))}
    </div>
  );
}

import { useEffect, useRef } from 'preact/hooks';
import type { LabSession } from '../../../lab/lab-session.ts';
import { nextIndex } from '../roving.ts';
import { panelId, tabId } from './ids.ts';

/** So much of the tab before the one that is shown stays in sight. */
const MARGIN_PX = 40;

/** The tabs of the terminals: arrow keys choose, as WAI-ARIA's pattern for tabs has it. */
export default function TerminalTabs({ session }: { session: LabSession }) {
  const names = session.terminals.value;
  const shown = session.shownTerminal.value;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const tab = document.getElementById(tabId(shown));
    // Many machines have more tabs than fit: the row scrolls, and the page does not.
    if (tab !== null) list.current?.scrollTo({ left: tab.offsetLeft - MARGIN_PX });
  }, [shown, names.length]);
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
    <div class="q-tabs" role="tablist" aria-label="Machines" ref={list} onKeyDown={onKeyDown}>
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

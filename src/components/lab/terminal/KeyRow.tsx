import type { Signal } from '@preact/signals';
import type { LabSession } from '../../../lab/lab-session.ts';
import { withControl } from './control.ts';

interface Props {
  session: LabSession;
  isControl: Signal<boolean>;
}

/** What is on the key, what it is called, what it sends. */
const keys = [
  ['Tab', 'Tab', '\t'],
  ['Esc', 'Esc key', '\x1b'],
  ['↑', 'Arrow up', '\x1b[A'],
  ['↓', 'Arrow down', '\x1b[B'],
  ['|', 'Pipe', '|'],
  ['-', 'Hyphen', '-'],
  ['/', 'Slash', '/'],
  ['^C', 'Control C', '\x03'],
] as const;

/**
 * Keys that a phone's keyboard has not. A press leaves the focus, and the keyboard, where they
 * are.
 */
export default function KeyRow({ session, isControl }: Props) {
  const press = (text: string): void => {
    session.type(session.shownTerminal.peek(), isControl.peek() ? withControl(text) : text);
    isControl.value = false;
  };
  const stay = (event: Event): void => event.preventDefault();
  return (
    <div class="q-keys" role="group" aria-label="Keys for the terminal" onPointerDown={stay}>
      <button
        type="button"
        aria-pressed={isControl.value}
        onMouseDown={stay}
        onClick={() => {
          isControl.value = !isControl.value;
        }}
      >
        Ctrl
      </button>
      {keys.map(([face, label, text]) => (
        <button
          key={face}
          type="button"
          aria-label={label}
          onMouseDown={stay}
          onClick={() => press(text)}
        >
          {face}
        </button>
      ))}
    </div>
  );
}

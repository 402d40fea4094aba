import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { FaultChoice } from './faults.ts';
import type { Point } from './layout.ts';
import { nextIndex } from '../roving.ts';

interface Props {
  title: string;
  choices: readonly FaultChoice[];
  at: Point;
  onChoose: (choice: FaultChoice) => void;
  /** True where the focus goes back to the button that opened the menu. */
  onClose: (isFocusKept: boolean) => void;
}

/** What one can do to a machine or a cable. Arrow keys, Enter, Esc; a click elsewhere closes it. */
export default function FaultMenu({ title, choices, at, onChoose, onClose }: Props) {
  const menu = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (menu.current === null) return;
    place(menu.current, at);
    menu.current.querySelector<HTMLElement>('[role=menuitem]')?.focus({ preventScroll: true });
    menu.current.scrollIntoView({ block: 'nearest' });
  }, []);
  useEffect(() => {
    const leave = (event: PointerEvent): void => {
      if (!menu.current?.contains(event.target as Node)) onClose(false);
    };
    document.addEventListener('pointerdown', leave, true);
    return () => document.removeEventListener('pointerdown', leave, true);
  }, []);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' || event.key === 'Tab') onClose(event.key === 'Escape');
    if (event.key === 'Escape') event.preventDefault();
    const items = [...(menu.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
    const current = items.indexOf(document.activeElement as HTMLElement);
    const next = nextIndex(event.key, current, items.length);
    if (next === undefined) return;
    event.preventDefault();
    items[next]?.focus();
  };

  return (
    <div class="q-menu" role="menu" aria-label={title} ref={menu} onKeyDown={onKeyDown}>
      <p class="q-menu-title" role="presentation">
        {title}
      </p>
      {choices.map((choice) => (
        <button
          key={choice.label}
          type="button"
          role="menuitem"
          tabIndex={-1}
          onClick={() => onChoose(choice)}
        >
          <span class="q-menu-label">{choice.label}</span>
          {choice.where !== undefined && <span class="q-menu-where">{choice.where}:</span>}
          <code>{choice.command}</code>
        </button>
      ))}
    </div>
  );
}

/** Beside the point that was clicked, and inside the picture's sides. */
function place(menu: HTMLElement, at: Point): void {
  const room = menu.offsetParent?.clientWidth ?? window.innerWidth;
  const left = Math.max(0, Math.min(at.x, room - menu.offsetWidth));
  menu.style.left = `${left}px`;
  menu.style.top = `${at.y}px`;
}

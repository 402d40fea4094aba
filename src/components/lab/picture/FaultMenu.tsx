import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { nextIndex } from '../roving.ts';
import type { FaultChoice, FaultGroup, MenuEntry } from './faults.ts';
import type { Point } from './geometry.ts';
import { itemsOf, place } from './menu-place.ts';
import MenuItems from './MenuItems.tsx';

interface Props {
  title: string;
  entries: readonly MenuEntry[];
  at: Point;
  onChoose: (choice: FaultChoice) => void;
  /** True where the focus goes back to the button that opened the menu. */
  onClose: (isFocusKept: boolean) => void;
}

/**
 * What one can do to a machine or a cable. Arrow keys, Enter, Esc; a click elsewhere closes it. A
 * group takes the menu's place: arrow right or Enter goes in, arrow left or Esc comes back.
 */
export default function FaultMenu({ title, entries, at, onChoose, onClose }: Props) {
  const menu = useRef<HTMLDivElement>(null);
  /** The label of the group that is open, and of the one that was open before. */
  const opened = useSignal<string | undefined>(undefined);
  const left = useRef<string>();
  const group = entries.find(
    (entry): entry is FaultGroup => 'choices' in entry && entry.label === opened.value,
  );
  const go = (label: string | undefined): void => {
    left.current = label === undefined ? opened.peek() : undefined;
    opened.value = label;
  };
  useLayoutEffect(() => {
    if (menu.current === null) return;
    place(menu.current, at);
    const items = itemsOf(menu.current);
    const known = left.current && items.find((item) => item.dataset['group'] === left.current);
    (known || items[0])?.focus({ preventScroll: true });
    menu.current.scrollIntoView({ block: 'nearest' });
  }, [group?.label]);
  useEffect(() => {
    const leave = (event: PointerEvent): void => {
      if (!menu.current?.contains(event.target as Node)) onClose(false);
    };
    document.addEventListener('pointerdown', leave, true);
    return () => document.removeEventListener('pointerdown', leave, true);
  }, []);

  const onKeyDown = (event: KeyboardEvent): void => {
    const { key } = event;
    const item = event.target as HTMLElement;
    const items = itemsOf(menu.current);
    const next = nextIndex(key, items.indexOf(item), items.length);
    const label = item.dataset['group'];
    if (key === 'Tab') return onClose(false);
    if (key === 'ArrowRight' && label !== undefined) go(label);
    else if ((key === 'ArrowLeft' || key === 'Escape') && group !== undefined) go(undefined);
    else if (key === 'Escape') onClose(true);
    else if (next === undefined) return;
    else items[next]?.focus();
    event.preventDefault();
  };
  const name = group === undefined ? title : `${title}, ${group.label}`;
  return (
    <div class="q-menu" role="menu" aria-label={name} ref={menu} onKeyDown={onKeyDown}>
      <MenuItems title={title} entries={entries} group={group} onGo={go} onChoose={onChoose} />
    </div>
  );
}

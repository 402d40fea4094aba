import type { ComponentChildren } from 'preact';
import type { Place } from './geometry.ts';
import { becomeTabStop } from './Toolbar.tsx';

interface Props {
  id: string;
  label: string;
  /** Where a click counts. */
  place: Place;
  isOpen: boolean;
  isFirst: boolean;
  onOpen: (id: string) => void;
  children: ComponentChildren;
}

/**
 * A part of the drawing, under an unseen button that opens its menu: by click, right click,
 * Enter or Space. The button's label says what the drawing shows.
 */
export default function MenuButton(props: Props) {
  const { id, label, place, isOpen, isFirst, onOpen, children } = props;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    onOpen(id);
  };
  const onContextMenu = (event: MouseEvent): void => {
    event.preventDefault();
    onOpen(id);
  };
  return (
    <>
      <g aria-hidden="true">{children}</g>
      <rect
        class="q-hit"
        {...place}
        rx={Math.min(8, place.width / 2)}
        role="button"
        // Moved on by the toolbar: the first button only starts as the one that Tab reaches.
        tabindex={isFirst ? 0 : -1}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        data-opens={id}
        onClick={() => onOpen(id)}
        onContextMenu={onContextMenu}
        onKeyDown={onKeyDown}
        onFocus={becomeTabStop}
      />
    </>
  );
}

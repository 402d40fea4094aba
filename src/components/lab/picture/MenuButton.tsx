import type { ComponentChildren } from 'preact';

interface Props {
  id: string;
  label: string;
  isOpen: boolean;
  isFirst: boolean;
  onOpen: (id: string) => void;
  children: ComponentChildren;
}

/** A part of the drawing that opens a menu: by click, right click, Enter, Space or arrow down. */
export default function MenuButton({ id, label, isOpen, isFirst, onOpen, children }: Props) {
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
    <g
      class="q-button"
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
    >
      {children}
    </g>
  );
}

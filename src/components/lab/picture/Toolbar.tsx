import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { nextIndex } from '../roving.ts';

interface Props {
  label: string;
  children: ComponentChildren;
}

/**
 * A group of buttons inside the drawing: one stop for Tab, the arrow keys lead from one to the
 * next.
 */
export default function Toolbar({ label, children }: Props) {
  const group = useRef<SVGGElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const all = group.current === null ? [] : buttonsOf(group.current);
    const next = nextIndex(event.key, all.indexOf(document.activeElement as never), all.length);
    if (next === undefined) return;
    event.preventDefault();
    all[next]?.focus();
  };
  return (
    <g role="toolbar" aria-label={label} ref={group} onKeyDown={onKeyDown}>
      {children}
    </g>
  );
}

function buttonsOf(group: Element): SVGElement[] {
  return [...group.querySelectorAll<SVGElement>('[role=button]')];
}

/** Lets Tab come back to the button that had the focus last. For its `onFocus`. */
export function becomeTabStop(event: FocusEvent): void {
  const group = (event.currentTarget as Element).closest('[role=toolbar]');
  if (group === null) return;
  for (const button of buttonsOf(group)) {
    button.setAttribute('tabindex', button === event.currentTarget ? '0' : '-1');
  }
}

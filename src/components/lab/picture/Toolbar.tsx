import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { nextIndex } from '../roving.ts';

interface Props {
  label: string;
  children: ComponentChildren;
}

/** A group of buttons inside the drawing: one stop for Tab, the arrow keys lead from one to the next. */
export default function Toolbar({ label, children }: Props) {
  const group = useRef<SVGGElement>(null);
  const buttons = (): SVGGElement[] => [
    ...(group.current?.querySelectorAll<SVGGElement>('[role=button]') ?? []),
  ];
  const onKeyDown = (event: KeyboardEvent): void => {
    const all = buttons();
    const next = nextIndex(event.key, all.indexOf(document.activeElement as never), all.length);
    if (next === undefined) return;
    event.preventDefault();
    all[next]?.focus();
  };
  const onFocusIn = (event: FocusEvent): void => {
    for (const button of buttons()) {
      button.setAttribute('tabindex', button === event.target ? '0' : '-1');
    }
  };
  return (
    <g role="toolbar" aria-label={label} ref={group} onKeyDown={onKeyDown} onFocusIn={onFocusIn}>
      {children}
    </g>
  );
}

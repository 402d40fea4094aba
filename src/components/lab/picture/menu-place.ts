import type { Point } from './geometry.ts';

/** What the arrow keys lead through: all but the way back, which has keys of its own. */
export function itemsOf(menu: HTMLElement | null): HTMLElement[] {
  const found = menu?.querySelectorAll<HTMLElement>('[role=menuitem]:not([data-back])');
  return [...(found ?? [])];
}

/** Puts a menu beside the point that was clicked, and inside the picture's sides. */
export function place(menu: HTMLElement, at: Point): void {
  const room = menu.offsetParent?.clientWidth ?? window.innerWidth;
  const left = Math.max(0, Math.min(at.x, room - menu.offsetWidth));
  menu.style.left = `${left}px`;
  menu.style.top = `${at.y}px`;
}

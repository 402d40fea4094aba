/*
 * Whether the lab has the page to itself. The mark on the page is all: the style sheets hide the
 * text and the sidebar by it, for the keyboard and for screen readers too.
 */
import { effect, signal } from '@preact/signals';

export const isWide = signal(false);

/** Where the text was, to come back to. */
let scrolledTo = 0;

if (typeof document === 'object') {
  effect(() => {
    const root = document.documentElement;
    if (isWide.value === root.hasAttribute('data-lab-wide')) return;
    if (isWide.value) scrolledTo = window.scrollY;
    root.toggleAttribute('data-lab-wide', isWide.value);
    window.scrollTo({ top: isWide.value ? 0 : scrolledTo, behavior: 'instant' });
  });
  // A way back to the text must find one.
  document.addEventListener('click', (event) => {
    const link = (event.target as Element).closest('a[href="#_top"]');
    if (link !== null) isWide.value = false;
  });
}

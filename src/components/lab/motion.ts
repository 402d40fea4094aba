import { signal } from '@preact/signals';

/** Whether the reader asked for less motion. */
export const stillMotion = signal(false);

if (typeof matchMedia === 'function') {
  const query = matchMedia('(prefers-reduced-motion: reduce)');
  const read = (): void => {
    stillMotion.value = query.matches;
  };
  query.addEventListener('change', read);
  read();
}

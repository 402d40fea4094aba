import type { Terminal } from '@xterm/xterm';

/**
 * A terminal takes every key, so a keyboard would never leave it. Two ways out: Ctrl+K or Cmd+K is
 * the site's search, and Tab after Esc moves on as on any page.
 */
export function letKeysOut(terminal: Terminal): void {
  let isAfterEscape = false;
  terminal.attachCustomKeyEventHandler((event) => {
    if (event.type !== 'keydown') return true;
    const { key, ctrlKey, metaKey } = event;
    if ((ctrlKey || metaKey) && key.toLowerCase() === 'k') return false;
    if (key === 'Tab' && isAfterEscape) return false;
    if (key !== 'Shift') isAfterEscape = key === 'Escape';
    return true;
  });
}

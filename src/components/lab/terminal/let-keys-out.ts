import type { Terminal } from '@xterm/xterm';

const MODIFIERS = new Set(['Shift', 'Control', 'Alt', 'Meta']);

/**
 * A terminal takes every key, so a keyboard would never leave it. Two ways out: Ctrl+K or Cmd+K is
 * the site's search, and Tab after Esc moves on as on any page.
 *
 * At a prompt Esc means nothing without the key that follows, so it is held until that key
 * comes. If it went out at once, the shell would still wait for its second half when the reader
 * returns.
 */
export function letKeysOut(terminal: Terminal): void {
  let isAfterEscape = false;
  let isHeld = false;
  terminal.attachCustomKeyEventHandler((event) => {
    const { type, key, ctrlKey, metaKey } = event;
    if ((ctrlKey || metaKey) && key.toLowerCase() === 'k') return false;
    if (type !== 'keydown' || MODIFIERS.has(key)) return true;
    if (key === 'Tab' && isAfterEscape) {
      isHeld = false;
      return false;
    }
    if (isHeld) terminal.input('\x1b');
    isAfterEscape = key === 'Escape';
    // A program that fills the screen may wait for Esc alone.
    isHeld = isAfterEscape && terminal.buffer.active.type === 'normal';
    return !isHeld;
  });
  terminal.textarea?.addEventListener('blur', () => {
    isAfterEscape = isHeld = false;
  });
}

import type { ITheme } from '@xterm/xterm';

/** The sixteen colours of a terminal, on the dark ground that terminals have in both themes. */
const colours: ITheme = {
  black: '#22363b',
  red: '#ff8f80',
  green: '#8fd694',
  yellow: '#f3c969',
  blue: '#82b4ff',
  magenta: '#d8a8f5',
  cyan: '#7fd4d8',
  white: '#d7e0dc',
  brightBlack: '#8b999c',
  brightRed: '#ffb3a8',
  brightGreen: '#b4e8b8',
  brightYellow: '#ffe1a0',
  brightBlue: '#b0d0ff',
  brightMagenta: '#e9ccfb',
  brightCyan: '#b2e9eb',
  brightWhite: '#ffffff',
};

/** The site's tokens as a theme of xterm. */
export function readTheme(element: Element): ITheme {
  const style = getComputedStyle(element);
  const read = (token: string, otherwise: string): string =>
    style.getPropertyValue(token).trim() || otherwise;
  const background = read('--q-terminal-bg', '#0a1214');
  return {
    ...colours,
    background,
    foreground: read('--q-terminal-fg', '#e6ece7'),
    cursor: read('--q-terminal-cursor', '#f6b73c'),
    cursorAccent: background,
    selectionBackground: read('--q-terminal-selection', '#2f565d'),
  };
}

/** Shape: a function that ends the watching. */
export function onThemeChange(act: () => void): () => void {
  const observer = new MutationObserver(act);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}

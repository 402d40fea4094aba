/*
 * A terminal emulator on the page: xterm.js, in the site's colours, which lets the keyboard out. It
 * is the heaviest part of the page and is loaded when the first terminal is shown.
 */
import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import type { TerminalFeed } from '../../../lab/terminal-feed.ts';
import { letKeysOut } from './let-keys-out.ts';
import { onThemeChange, readTheme } from './theme.ts';

export interface ScreenOptions {
  readonly name: string;
  readonly isReaderMode: boolean;
  readonly feed: TerminalFeed;
  readonly onType: (text: string) => void;
  readonly onResize: (columns: number, rows: number) => void;
}

export interface Screen {
  setReaderMode(isOn: boolean): void;
  close(): void;
}

const SCROLLBACK_LINES = 5_000;
/** Below this width a line would hold fewer than fifty characters of the usual size. */
const SMALL_BELOW_PX = 480;

/** Opens a terminal in three tasks, so that the page answers in between. */
export async function openScreen(element: HTMLElement, options: ScreenOptions): Promise<Screen> {
  const terminal = new Terminal({
    fontFamily: '"JetBrains Mono Variable", ui-monospace, monospace',
    fontSize: element.clientWidth < SMALL_BELOW_PX ? 12 : 13,
    lineHeight: 1.2,
    scrollback: SCROLLBACK_LINES,
    cursorBlink: false,
    screenReaderMode: options.isReaderMode,
    minimumContrastRatio: 4.5,
    theme: readTheme(element),
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  await nextTask();
  terminal.open(element);
  terminal.textarea?.setAttribute('aria-label', `Terminal of ${options.name}`);
  letKeysOut(terminal);
  await nextTask();
  const stopFitting = keepFitting(element, fit);
  options.onResize(terminal.cols, terminal.rows);
  terminal.onData(options.onType);
  terminal.onResize(({ cols, rows }) => options.onResize(cols, rows));
  const detach = options.feed.attach((text, done) => terminal.write(text, done));
  const stopThemes = onThemeChange(() => {
    terminal.options.theme = readTheme(element);
  });
  return {
    setReaderMode(isOn) {
      terminal.options.screenReaderMode = isOn;
    },
    close() {
      stopFitting();
      stopThemes();
      detach();
      terminal.dispose();
    },
  };
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve);
  });
}

/** Fits the terminal to its place now and whenever the place changes, once per frame. */
function keepFitting(element: HTMLElement, fit: FitAddon): () => void {
  let frame = 0;
  const observer = new ResizeObserver(() => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      if (element.clientWidth > 0) fit.fit();
    });
  });
  fit.fit();
  observer.observe(element);
  return () => {
    cancelAnimationFrame(frame);
    observer.disconnect();
  };
}

/*
 * What a page loads of its lab before anybody needs it: when to open it, and who waits for it. All
 * else comes with the first opening.
 */
import type { LabHost, OutfitName } from '../../labs/host/protocol.ts';
import type { LabSession } from './lab-session.ts';
import { readProgress } from './progress.ts';
import { fetchAhead, openEarly } from './worker-host.ts';

/** A Run button of the text says this to the page. */
export interface RunRequest {
  readonly command: string;
  /** The machine to type it on; the lesson's first terminal where left out. */
  readonly machine?: string;
}

/** Loads all that a lab needs on the page, and shows it in `root`. */
export type Opener = (root: HTMLElement, host: LabHost) => Promise<LabSession>;

/** Below this width a lab opens only when it is asked to: it would cost a phone too much. */
const OPENS_BY_ITSELF = '(min-width: 50rem)';

/** Opens the lab in `root` when it comes into view, is asked for, or has something to run. */
export function prepareLab(root: HTMLElement, opener: Opener): void {
  let opening: Promise<LabSession> | undefined;
  const open = (): Promise<LabSession> => {
    if (opening !== undefined) return opening;
    opening = openNow(root, opener).catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
  const openQuietly = (): void => void open().catch(() => undefined);

  root.querySelector('[data-lab-open]')?.addEventListener('click', openQuietly);
  for (const link of document.querySelectorAll('a[href="#lab"]')) {
    link.addEventListener('click', openQuietly);
  }
  document.addEventListener('quorate:run', (event) => {
    const { command, machine } = (event as CustomEvent<RunRequest>).detail;
    if (isStacked()) root.scrollIntoView({ block: 'start' });
    void open().then(
      (session) => {
        session.runCommand(command, machine);
        if (isStacked()) showTerminal(root);
      },
      () => undefined,
    );
  });
  markInView(root);
  if (matchMedia(OPENS_BY_ITSELF).matches) whenSeen(root, openQuietly);
}

/** Opens the lab in a worker and loads the page's part beside it. */
export async function openNow(root: HTMLElement, opener: Opener): Promise<LabSession> {
  root.dataset['lab'] = 'opening';
  const { lesson = '', outfit, live } = root.dataset;
  const passed = live === undefined ? readProgress(lesson) : [];
  const host = openEarly(outfit as OutfitName, { type: 'open', lesson, passed });
  try {
    return await opener(root, host);
  } catch (error) {
    root.dataset['lab'] = 'unloaded';
    host(() => undefined).close();
    throw error;
  }
}

/** Whether the lab stands below the text and not beside it. */
function isStacked(): boolean {
  return !matchMedia('(min-width: 72rem)').matches;
}

/** Where the lab is longer than the window, what was typed should be in it. */
function showTerminal(root: HTMLElement): void {
  requestAnimationFrame(() => {
    root.querySelector('.q-terminals')?.scrollIntoView({ block: 'center' });
  });
}

/** Calls `act` once `root` is in view and the browser has nothing better to do. */
export function whenSeen(root: HTMLElement, act: () => void): void {
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    fetchAhead(root.dataset['outfit'] as OutfitName);
    if ('requestIdleCallback' in window) requestIdleCallback(act, { timeout: 1_000 });
    else setTimeout(act, 50);
  });
  observer.observe(root);
}

/** Marks the page while the lab is in view, for what leads to it. */
function markInView(root: HTMLElement): void {
  const observer = new IntersectionObserver(([entry]) => {
    document.documentElement.toggleAttribute('data-lab-in-view', entry?.isIntersecting === true);
  });
  observer.observe(root);
}

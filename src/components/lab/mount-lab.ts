/* Opens a lab in its place on the page: loaded when the first reader wants it. */
import { h, render } from 'preact';
import type { LabHost } from '../../../labs/host/protocol.ts';
import { LabSession } from '../../lab/lab-session.ts';
import { loadWords } from '../../lab/lesson-words.ts';
import Workspace from './Workspace.tsx';

/** Shape: the root carries `data-lesson`, and may carry the next page as `data-next-…`. */
export async function mountLab(root: HTMLElement, host: LabHost): Promise<LabSession> {
  const { lesson = '', nextHref, nextLabel } = root.dataset;
  // The heaviest part, wanted as soon as the lab has its machines: it may as well come now.
  void import('./terminal/screen.ts').catch(() => undefined);
  const session = new LabSession(await loadWords(lesson), { host });
  session.open();
  const next =
    nextHref === undefined || nextLabel === undefined
      ? undefined
      : { href: nextHref, label: nextLabel };
  root.replaceChildren();
  render(h(Workspace, { session, next }), root);
  root.dataset['lab'] = 'open';
  return session;
}

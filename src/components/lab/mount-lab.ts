/* Opens a lab in its place on the page: loaded when the first reader wants it. */
import { h, render } from 'preact';
import { LabSession } from '../../lab/lab-session.ts';
import { loadWords } from '../../lab/lesson-words.ts';
import Workspace from './Workspace.tsx';

/** Shape: the root carries `data-lesson`, and may carry the next page as `data-next-…`. */
export async function mountLab(root: HTMLElement): Promise<LabSession> {
  const { lesson = '', nextHref, nextLabel } = root.dataset;
  const session = new LabSession(await loadWords(lesson));
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

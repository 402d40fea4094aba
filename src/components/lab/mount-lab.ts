/* Opens a lab in its place on the page: loaded when the first reader wants it. */
import { h, render } from 'preact';
import type { LabHost } from '../../../labs/host/protocol.ts';
import type { LessonWords } from '../../../labs/lessons/words.ts';
import { LabSession } from '../../lab/lab-session.ts';
import { Relay } from '../../lab/relay.ts';
import Workspace from './Workspace.tsx';

/** Shape: the root may carry the next page as `data-next-…`. */
export function mountLab(root: HTMLElement, host: LabHost, words: LessonWords): LabSession {
  const { nextHref, nextLabel } = root.dataset;
  const relay = new Relay(host);
  const session = new LabSession(words, { host: relay.host });
  session.open();
  const next =
    nextHref === undefined || nextLabel === undefined
      ? undefined
      : { href: nextHref, label: nextLabel };
  root.replaceChildren();
  render(h(Workspace, { session, relay, next }), root);
  root.dataset['lab'] = 'open';
  return session;
}

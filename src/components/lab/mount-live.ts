/* Opens the small live picture of the landing page: loaded after the page has been drawn. */
import { h, render } from 'preact';
import type { LabHost } from '../../../labs/host/protocol.ts';
import { LabSession } from '../../lab/lab-session.ts';
import { loadWords } from '../../lab/lesson-words.ts';
import LiveWorkspace from './live/LiveWorkspace.tsx';

export async function mountLive(root: HTMLElement, host: LabHost): Promise<LabSession> {
  const words = await loadWords(root.dataset['lesson'] ?? '');
  const session = new LabSession(words, { host, keepsProgress: false });
  session.open();
  root.replaceChildren();
  render(h(LiveWorkspace, { session }), root);
  root.dataset['lab'] = 'open';
  return session;
}

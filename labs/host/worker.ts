/**
 * The worker host: a lab in a Web Worker of the reader's browser. The default, because it boots in
 * any current browser and needs no network, no account and no special headers.
 */
import { LabServer } from './lab-server.ts';
import type { LabReply, LabRequest } from './protocol.ts';

/** The little of a worker's scope that is used here; the project's types are those of a page. */
interface WorkerScope {
  postMessage(reply: LabReply): void;
  onmessage: ((event: { readonly data: LabRequest }) => void) | null;
}

const scope = globalThis as unknown as WorkerScope;

const server = new LabServer(
  {
    now: () => performance.now(),
    later: (run, ms) => void setTimeout(run, ms),
  },
  (reply) => scope.postMessage(reply),
);

scope.onmessage = ({ data }) => server.receive(data);

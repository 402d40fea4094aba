/**
 * The worker host: a lab in a Web Worker of the reader's browser. The default, because it boots in
 * any current browser and needs no network, no account and no special headers.
 *
 * There are two, `etcd-worker.ts` and `kubernetes-worker.ts`: each comes as one file with all that
 * a prompt waits for, and loads its programs beside.
 */
import { LabServer } from './lab-server.ts';
import type { Parts } from './parts.ts';
import type { LabReply, LabRequest } from './protocol.ts';

/** The little of a worker's scope that is used here; the project's types are those of a page. */
interface WorkerScope {
  postMessage(reply: LabReply): void;
  onmessage: ((event: { readonly data: LabRequest }) => void) | null;
}

/** Serves labs with these parts to the page that has started this worker. */
export function serveInWorker(parts: Parts): void {
  const scope = globalThis as unknown as WorkerScope;
  const server = new LabServer(
    {
      now: () => performance.now(),
      later: (run, ms) => void setTimeout(run, ms),
    },
    (reply) => scope.postMessage(reply),
    parts,
  );
  scope.onmessage = ({ data }) => server.receive(data);
}

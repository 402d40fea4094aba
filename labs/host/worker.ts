/**
 * The worker host: a lab in a Web Worker of the reader's browser. The default, because it boots in
 * any current browser and needs no network, no account and no special headers.
 *
 * There is one for each outfit, `etcd-worker.ts` and so on: each comes as one file with all that a
 * prompt waits for, and loads its programs beside.
 */
import { LabServer } from './lab-server.ts';
import type { Parts } from './parts.ts';
import type { LabReply, LabRequest } from './protocol.ts';

/** The little of a worker's scope that is used here; the project's types are those of a page. */
interface WorkerScope {
  readonly name: string;
  postMessage(reply: LabReply): void;
  onmessage: ((event: { readonly data: LabRequest }) => void) | null;
}

/**
 * Serves labs with these parts to the page that has started this worker.
 *
 * Shape:   the worker's name is its first request, as JSON, or empty. A message would wait until
 *          the page, which is busy then, has heard that the worker is there
 */
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
  if (scope.name === '') return;
  const first = JSON.parse(scope.name) as LabRequest;
  queueMicrotask(() => server.receive(first));
}

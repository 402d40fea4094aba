import type {
  LabConnection,
  LabHost,
  LabReply,
  OpenRequest,
  OutfitName,
} from '../../labs/host/protocol.ts';

/**
 * The page's half of the worker host. What the browser reports of a broken worker arrives as a
 * `crash` reply, so that whoever listens needs to listen in one place only.
 */
export const workerHost =
  (outfit: OutfitName): LabHost =>
  (receive) => {
    const worker = startWorker(outfit);
    let hasAnswered = false;
    worker.onmessage = (event: MessageEvent<LabReply>) => {
      hasAnswered = true;
      receive(event.data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      const unloaded = 'Its program could not be loaded: the connection may be down.';
      const unknown = hasAnswered ? 'The browser gave no reason.' : unloaded;
      receive({ type: 'crash', message: event.message || unknown });
    };
    worker.onmessageerror = () => {
      receive({ type: 'crash', message: 'A message from the lab could not be read.' });
    };
    return {
      send: (request) => worker.postMessage(request),
      close() {
        worker.onmessage = worker.onerror = worker.onmessageerror = null;
        worker.terminate();
      },
    };
  };

/** Each address stands whole, so that the build finds it. */
function startWorker(outfit: OutfitName): Worker {
  return outfit === 'etcd'
    ? new Worker(new URL('../../labs/host/etcd-worker.ts', import.meta.url), {
        type: 'module',
        name: 'lab',
      })
    : new Worker(new URL('../../labs/host/kubernetes-worker.ts', import.meta.url), {
        type: 'module',
        name: 'lab',
      });
}

/**
 * Opens a lab at once, before the page has loaded what will talk to it. The first connection that
 * the host is asked for is to that lab, and its own `open` is not sent again; every further one is
 * new.
 */
export function openEarly(outfit: OutfitName, request: OpenRequest): LabHost {
  const host = workerHost(outfit);
  const early: LabReply[] = [];
  let receiveNow = (reply: LabReply): void => void early.push(reply);
  let first: LabConnection | undefined = host((reply) => receiveNow(reply));
  first.send(request);
  return (receive) => {
    const connection = first;
    first = undefined;
    if (connection === undefined) return host(receive);
    // Later, as from any worker: whoever asks does not hold the connection yet.
    queueMicrotask(() => {
      receiveNow = receive;
      for (const reply of early.splice(0)) receive(reply);
    });
    return {
      send: (further) => {
        if (further.type !== 'open') connection.send(further);
      },
      close: () => connection.close(),
    };
  };
}

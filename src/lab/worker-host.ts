import type {
  LabConnection,
  LabHost,
  LabReply,
  OpenRequest,
  OutfitName,
} from '../../labs/host/protocol.ts';
import etcdWorker from '../../labs/host/etcd-worker.ts?worker&url';
import vipWorker from '../../labs/host/kubernetes-vip-worker.ts?worker&url';
import kubernetesWorker from '../../labs/host/kubernetes-worker.ts?worker&url';

const addresses: Readonly<Record<OutfitName, string>> = {
  etcd: etcdWorker,
  kubernetes: kubernetesWorker,
  'kubernetes-vip': vipWorker,
};

/** Loads a worker's program before it is started, so that it finds it in the browser's cache. */
export function fetchAhead(outfit: OutfitName): void {
  void fetch(addresses[outfit], { priority: 'low' })
    .then((response) => response.arrayBuffer())
    .catch(() => undefined);
}

/**
 * The page's half of the worker host. What the browser reports of a broken worker arrives as a
 * `crash` reply, so that whoever listens needs to listen in one place only.
 *
 * Shape:   `first` is the first worker's first request, which it finds when it starts
 */
export const workerHost = (outfit: OutfitName, first?: OpenRequest): LabHost => {
  let name = first === undefined ? '' : JSON.stringify(first);
  return (receive) => {
    const worker = new Worker(addresses[outfit], { type: 'module', name });
    name = '';
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
};

/**
 * Opens a lab at once, before the page has loaded what will talk to it. The first connection that
 * the host is asked for is to that lab, and its own `open` is not sent again; every further one is
 * new.
 */
export function openEarly(outfit: OutfitName, request: OpenRequest): LabHost {
  const host = workerHost(outfit, request);
  const early: LabReply[] = [];
  let receiveNow = (reply: LabReply): void => void early.push(reply);
  let first: LabConnection | undefined = host((reply) => receiveNow(reply));
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

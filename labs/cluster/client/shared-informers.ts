import type { Kind, KubeObject } from '../api/index.ts';
import type { Process, Task } from '../kernel/index.ts';
import { Informer } from './informer.ts';
import type { Klog } from './klog.ts';
import type { RestClient } from './rest.ts';

/**
 * One informer for each collection, however many loops of a program want it: the server is asked
 * once, and there is one copy.
 *
 * Shape:   `informers.of(nodeKind)`, `informers.of(leaseKind, 'kube-node-lease')`
 * Source:  client-go informers/factory.go
 */
export class SharedInformers {
  readonly #process: Process;
  readonly #client: RestClient;
  readonly #log: Klog;
  readonly #informers = new Map<string, unknown>();

  constructor(process: Process, client: RestClient, log: Klog) {
    this.#process = process;
    this.#client = client;
    this.#log = log;
  }

  /** The informer of a kind, which is started when it is asked for first. */
  of<T extends KubeObject>(kind: Kind<T>, namespace?: string): Informer<T> {
    const key = `${kind.group}/${kind.plural}/${namespace ?? ''}`;
    const known = this.#informers.get(key) as Informer<T> | undefined;
    if (known) return known;
    const options = { log: this.#log, ...(namespace !== undefined && { namespace }) };
    const informer = new Informer(this.#process, this.#client, kind, options);
    this.#informers.set(key, informer);
    return informer;
  }
}

/** Waits until all of them have their copy. */
export function* allSynced(...informers: { synced(): Task<void> }[]): Task<void> {
  for (const informer of informers) yield* informer.synced();
}

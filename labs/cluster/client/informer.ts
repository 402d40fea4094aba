import { resourcePath } from './rest-resource.ts';
import type { Kind, KubeObject } from '../api/index.ts';
import { Condition, wait, type Process, type Task } from '../kernel/index.ts';
import type { Klog } from './klog.ts';
import { Lister, objectKey } from './lister.ts';
import { Reflector, type ReflectorStore } from './reflector.ts';
import type { RestClient } from './rest.ts';

/** What somebody wants to hear of. Called in the informer's thread: it must not wait. */
export interface EventHandler<T> {
  onAdd?(object: T): void;
  onUpdate?(old: T, object: T): void;
  onDelete?(object: T): void;
}

export interface InformerOptions {
  readonly namespace?: string;
  readonly fieldSelector?: string;
  readonly labelSelector?: string;
  readonly log?: Klog;
}

/**
 * A local copy of a collection, for as many readers as want one, who are told of each change.
 *
 * Shape:   `const nodes = new Informer(process, client, nodeKind)`; then `yield* nodes.synced()`
 * Source:  client-go tools/cache/shared_informer.go
 * Differs: no resync; handlers run one after another in the reflector's thread
 */
export class Informer<T extends KubeObject> implements ReflectorStore<T> {
  readonly lister: Lister<T>;
  readonly #objects = new Map<string, T>();
  readonly #handlers: EventHandler<T>[] = [];
  readonly #changed = new Condition();
  #hasSynced = false;

  constructor(
    process: Process,
    client: RestClient,
    kind: Kind<T>,
    { namespace, fieldSelector, labelSelector, log }: InformerOptions = {},
  ) {
    this.lister = new Lister(this.#objects);
    const reflector = new Reflector<T>(process, {
      client,
      path: resourcePath(kind, namespace),
      query: {
        ...(fieldSelector !== undefined && { fieldSelector }),
        ...(labelSelector !== undefined && { labelSelector }),
      },
      store: this,
      typeName: `*${kind.version}.${kind.kind}`,
      ...(log && { log }),
    });
    process.go(reflector.run());
  }

  get hasSynced(): boolean {
    return this.#hasSynced;
  }

  /** Waits until the copy is whole for the first time. */
  *synced(): Task<void> {
    while (!this.#hasSynced) yield* wait(this.#changed.changed);
  }

  /** Adds a handler; it hears of what is there already at once. */
  onEvent(handler: EventHandler<T>): void {
    this.#handlers.push(handler);
    for (const object of this.#objects.values()) handler.onAdd?.(object);
  }

  replace(objects: readonly T[]): void {
    const gone = new Map(this.#objects);
    for (const object of objects) {
      gone.delete(objectKey(object));
      this.apply('MODIFIED', object);
    }
    for (const object of gone.values()) this.apply('DELETED', object);
    this.#hasSynced = true;
    this.#changed.notify();
  }

  apply(type: 'ADDED' | 'MODIFIED' | 'DELETED', object: T): void {
    const key = objectKey(object);
    const old = this.#objects.get(key);
    if (type === 'DELETED') {
      if (!this.#objects.delete(key)) return;
      for (const handler of this.#handlers) handler.onDelete?.(object);
      return;
    }
    this.#objects.set(key, object);
    const isSameVersion = old?.metadata.resourceVersion === object.metadata.resourceVersion;
    for (const handler of this.#handlers) {
      if (old === undefined) handler.onAdd?.(object);
      else if (!isSameVersion) handler.onUpdate?.(old, object);
    }
  }
}

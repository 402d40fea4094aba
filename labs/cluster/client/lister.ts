import { matchesLabels, type KubeObject, type LabelSelector } from '../api/index.ts';

/** Shape: `default/web`; a name alone for what lives in no namespace. */
export function objectKey({ metadata }: KubeObject): string {
  const { namespace, name = '' } = metadata;
  return namespace ? `${namespace}/${name}` : name;
}

/**
 * Reads an informer's store: no request is made, and what it says may be a moment old.
 *
 * Source: client-go tools/cache/listers.go
 */
export class Lister<T extends KubeObject> {
  readonly #objects: ReadonlyMap<string, T>;

  constructor(objects: ReadonlyMap<string, T>) {
    this.#objects = objects;
  }

  /** Shape: `get('worker-1')`, `get('web', 'default')` */
  get(name: string, namespace?: string): T | undefined {
    return this.#objects.get(namespace ? `${namespace}/${name}` : name);
  }

  /** In the order of their keys. */
  list(namespace = '', selector: LabelSelector = []): T[] {
    return [...this.#objects]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, object]) => object)
      .filter(({ metadata }) => {
        if (namespace !== '' && metadata.namespace !== namespace) return false;
        return matchesLabels(selector, metadata.labels);
      });
  }
}

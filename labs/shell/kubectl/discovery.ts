import { decodeJson } from '../../cluster/api/index.ts';
import { formatKlogLine } from '../../cluster/client/klog.ts';
import { HOUR, SECOND, type Process, type Task } from '../../cluster/kernel/index.ts';
import { machineOf, parentPath } from '../../cluster/machine/index.ts';
import type { Client } from './client.ts';
import { Failure } from './failure.ts';

/** A resource that the server serves. */
export interface Resource {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** The plural, which stands in paths. */
  readonly name: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  readonly isNamespaced: boolean;
}

/** The parts of an APIGroupDiscoveryList that kubectl reads. */
interface GroupList {
  readonly items: readonly {
    readonly metadata: { readonly name?: string };
    readonly versions: readonly {
      readonly version: string;
      readonly resources?: readonly {
        readonly resource: string;
        readonly responseKind: { readonly kind: string };
        readonly scope: string;
        readonly singularResource: string;
        readonly verbs: readonly string[];
        readonly shortNames?: readonly string[];
        readonly categories?: readonly string[];
      }[];
    }[];
  }[];
}

const ACCEPT =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,' +
  'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json';

const CACHE_TTL_US = 6 * HOUR;

/** The shortcut expander and the mappers ask one after the other, after the category expander. */
const ATTEMPTS = 4;

/**
 * What the server serves, by the server's own word. kubectl keeps it for six hours under
 * ~/.kube/cache, so most commands are a single request; a name that is not in the cache makes it
 * ask again.
 *
 * Source:  client-go discovery/cached/disk, restmapper
 */
export class Discovery {
  readonly #process: Process;
  readonly #client: Client;
  readonly #cachePath: string;
  #resources: readonly Resource[] | undefined;
  #isFresh = false;

  constructor(process: Process, client: Client, home: string) {
    this.#process = process;
    this.#client = client;
    const host = client.server.replace(/^https?:\/\//, '').replace(/[^\w.-]/g, '_');
    this.#cachePath = `${home}/.kube/cache/discovery/${host}/aggregated.json`;
  }

  /** All resources, the core group first and the others by name. */
  *resources(): Task<readonly Resource[] | Failure> {
    if (this.#resources) return this.#resources;
    const cached = this.#readCache();
    if (cached) return (this.#resources = readResources(cached));
    return yield* this.refresh();
  }

  /** Asks the server, whatever the cache says. */
  *refresh(): Task<readonly Resource[] | Failure> {
    const lists: GroupList[] = [];
    for (const path of ['/api', '/apis']) {
      const options = { query: { timeout: '32s' }, accept: ACCEPT, timeoutUs: 32 * SECOND };
      const list = yield* this.#client.call<GroupList>('GET', path, options);
      if (list instanceof Failure) return yield* this.#complain(list);
      lists.push(list);
    }
    const items = lists.flatMap((list) => list.items);
    this.#writeCache({ items });
    this.#isFresh = true;
    return (this.#resources = readResources({ items }));
  }

  /**
   * Finds what a word stands for: `pods`, `pod`, `po`, `leases.coordination.k8s.io`.
   *
   * Errors: the server has no such resource
   */
  *find(word: string): Task<Resource | Failure> {
    const resources = yield* this.#retry(() => this.resources());
    if (resources instanceof Failure) return resources;
    const found = match(resources, word);
    if (found) return found;
    if (!this.#isFresh) {
      const fresh = yield* this.refresh();
      if (fresh instanceof Failure) return fresh;
      const now = match(fresh, word);
      if (now) return now;
    }
    return new Failure(`the server doesn't have a resource type "${word}"`);
  }

  /** Finds the resource of an object's kind. */
  *findKind(apiVersion: string, kind: string): Task<Resource | undefined | Failure> {
    const fits = (one: Resource): boolean => one.kind === kind && groupVersion(one) === apiVersion;
    const resources = yield* this.#retry(() => this.resources());
    if (resources instanceof Failure) return resources;
    const found = resources.find(fits);
    if (found || this.#isFresh) return found;
    const fresh = yield* this.refresh();
    return fresh instanceof Failure ? fresh : fresh.find(fits);
  }

  /** kubectl's mappers each try by themselves before they give up. */
  *#retry<T>(attempt: () => Task<T | Failure>): Task<T | Failure> {
    for (let left = ATTEMPTS - 1; ; left--) {
      const result = yield* attempt();
      if (!(result instanceof Failure) || left === 0) return result;
    }
  }

  *#complain(failed: Failure): Task<Failure> {
    const text = JSON.stringify(`couldn't get current server API group list: ${failed.text}`);
    const line = `"Unhandled Error" err=${text}`;
    yield* this.#process.warn(formatKlogLine(this.#process, 'E', 'memcache.go:265', line));
    return failed;
  }

  #readCache(): GroupList | undefined {
    const { files } = machineOf(this.#process);
    const status = files.stat(this.#cachePath);
    if (!status || this.#process.nowUs - status.modifiedAtUs > CACHE_TTL_US) return undefined;
    return decodeJson(files.read(this.#cachePath) ?? '') as GroupList | undefined;
  }

  #writeCache(list: GroupList): void {
    const { files } = machineOf(this.#process);
    files.makeDirectory(parentPath(this.#cachePath), true);
    files.write(this.#cachePath, `${JSON.stringify(list)}\n`);
  }
}

/** Shape: `v1`, `coordination.k8s.io/v1` */
export function groupVersion({ group, version }: Resource): string {
  return group === '' ? version : `${group}/${version}`;
}

/** Shape: `pod`, `lease.coordination.k8s.io`: what stands before a name */
export function kindPrefix({ group, kind }: Resource): string {
  return group === '' ? kind.toLowerCase() : `${kind.toLowerCase()}.${group}`;
}

/** The path of a collection, or of one object in it. */
export function resourcePath(resource: Resource, namespace: string, name?: string): string {
  const root = resource.group === '' ? '/api' : '/apis';
  const inside = resource.isNamespaced && namespace !== '' ? `/namespaces/${namespace}` : '';
  const last = name === undefined ? '' : `/${encodeURIComponent(name)}`;
  return `${root}/${groupVersion(resource)}${inside}/${resource.name}${last}`;
}

function readResources({ items }: GroupList): Resource[] {
  const groups = [...items].sort((a, b) => {
    const [left, right] = [a.metadata.name ?? '', b.metadata.name ?? ''];
    return left < right ? -1 : left > right ? 1 : 0;
  });
  return groups.flatMap(({ metadata, versions }) =>
    versions.slice(0, 1).flatMap(({ version, resources = [] }) =>
      resources.map((one) => ({
        group: metadata.name ?? '',
        version,
        kind: one.responseKind.kind,
        name: one.resource,
        singular: one.singularResource,
        shortNames: one.shortNames ?? [],
        categories: one.categories ?? [],
        verbs: one.verbs,
        isNamespaced: one.scope === 'Namespaced',
      })),
    ),
  );
}

function match(resources: readonly Resource[], word: string): Resource | undefined {
  const lower = word.toLowerCase();
  const [name = '', ...rest] = lower.split('.');
  const group = rest.join('.').replace(/^v\d\w*\.?/, '');
  return resources.find(
    (one) =>
      [one.name, one.singular, one.kind.toLowerCase(), ...one.shortNames].includes(name) &&
      (rest.length === 0 || one.group.startsWith(group)),
  );
}

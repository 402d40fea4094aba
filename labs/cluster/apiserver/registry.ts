import {
  alreadyExists,
  conflict,
  copyOf,
  invalid,
  isSame,
  isStatus,
  notFound,
  timedOut,
  type GroupResource,
  type Kind,
  type KubeObject,
  type Status,
} from '../api/index.ts';
import { formatRfc3339, type Process, type Task } from '../kernel/index.ts';
import { admit } from './admission.ts';
import {
  checkPreconditions,
  graceOf,
  isHeld,
  markDeleted,
  preconditionFailed,
  type DeleteOptions,
} from './deletion.ts';
import type { User } from './request.ts';
import { makeName, makeUuid } from './identity.ts';
import { storageKey, TIMED_OUT, type Storage, type Stored } from './storage.ts';
import type { WatchCache } from './watch-cache.ts';

/** The circumstances of a call. */
export interface CallContext {
  readonly user: User;
  readonly deadlineUs: number;
  readonly isDryRun: boolean;
}

/** Makes the next version of an object out of the present one, which it must not change. */
export type Change = (current: KubeObject) => KubeObject | Status;

const UPDATE_ATTEMPTS_MAX = 20;

/**
 * The registry of one kind: what create, update and delete mean. One serves every kind; what sets
 * them apart is in the Kind.
 *
 * An update reads, changes, and writes under the condition that nobody wrote in between; where
 * somebody did, it begins again on what is there now.
 *
 * Source:  apiserver registry/generic/registry/store.go; storage/etcd3 `GuaranteedUpdate`
 */
export class Registry {
  readonly kind: Kind;
  readonly cache: WatchCache;
  readonly storage: Storage;
  readonly #process: Process;
  readonly #plugins: ReadonlySet<string>;
  readonly #namespaces: () => WatchCache;

  constructor(
    process: Process,
    storage: Storage,
    cache: WatchCache,
    plugins: ReadonlySet<string>,
    namespaces: () => WatchCache,
  ) {
    this.kind = cache.kind;
    this.cache = cache;
    this.storage = storage;
    this.#process = process;
    this.#plugins = plugins;
    this.#namespaces = namespaces;
  }

  get resource(): GroupResource {
    return { group: this.kind.group, resource: this.kind.plural };
  }

  key(namespace: string, name: string): string {
    return storageKey(this.kind, namespace, name);
  }

  *create(draft: KubeObject, context: CallContext): Task<KubeObject | Status> {
    const { kind } = this;
    const { metadata } = draft;
    const { generateName } = metadata;
    if (!metadata.name && generateName)
      metadata.name = makeName(this.#process.random, generateName);
    kind.setDefaults(draft);
    const home = yield* this.#home(metadata.namespace ?? '', context.deadlineUs);
    if (isStatus(home)) return home;
    const refusal = this.#admit('create', '', draft, context.user, home);
    if (refusal) return refusal;
    kind.prepareForCreate(draft);
    Object.assign(metadata, {
      uid: makeUuid(this.#process.random),
      creationTimestamp: formatRfc3339(this.#process.nowUs),
      ...(kind.hasGeneration && { generation: 1 }),
    });
    delete metadata.resourceVersion;
    delete metadata.deletionTimestamp;
    const errors = kind.validate(draft);
    const name = metadata.name ?? '';
    if (errors.length > 0) return invalid(kind, name, errors);
    if (context.isDryRun) return draft;
    const key = this.key(metadata.namespace ?? '', name);
    const { deadlineUs } = context;
    const stored = yield* this.storage.create(key, draft, deadlineUs, kind.ttlSeconds);
    if (stored === undefined) return alreadyExists(this.resource, name);
    return isStatus(stored) ? stored : stored.object;
  }

  *update(
    namespace: string,
    name: string,
    subresource: string,
    change: Change,
    context: CallContext,
  ): Task<KubeObject | Status> {
    const home = yield* this.#home(namespace, context.deadlineUs);
    if (isStatus(home)) return home;
    return yield* this.#guaranteedUpdate(namespace, name, context, (current) => {
      const changed = change(current);
      if (isStatus(changed)) return changed;
      const draft = copyOf(changed);
      return this.#prepareUpdate(draft, current, subresource, context.user, home) ?? draft;
    });
  }

  /** Deletes an object, or marks it to go once its grace and its finalizers have ended. */
  *delete(
    namespace: string,
    name: string,
    options: DeleteOptions,
    context: CallContext,
  ): Task<KubeObject | Status> {
    const key = this.key(namespace, name);
    let known = this.cache.get(key);
    for (let attempt = 0; attempt < UPDATE_ATTEMPTS_MAX; attempt++) {
      const current = known ?? (yield* this.storage.get(key, context.deadlineUs));
      if (current === undefined) return notFound(this.resource, name);
      if (isStatus(current)) return current;
      const isFresh = known === undefined;
      known = undefined;
      const refusal =
        checkPreconditions(this.kind, current.object, options) ??
        this.#admit('delete', '', current.object, context.user, undefined);
      if (refusal) {
        if (isFresh) return refusal;
        continue;
      }
      const done = yield* this.#deleteFrom(key, current, options, context);
      if (done !== undefined) return done;
    }
    return timedOut(TIMED_OUT);
  }

  *#deleteFrom(
    key: string,
    { object, revision }: Stored,
    options: DeleteOptions,
    context: CallContext,
  ): Task<KubeObject | Status | undefined> {
    const graceSeconds = graceOf(this.kind, object, options);
    const marked =
      graceSeconds > 0 || isHeld(this.kind, object)
        ? markDeleted(this.kind, object, graceSeconds, this.#process.nowUs)
        : undefined;
    if (context.isDryRun) return marked ?? object;
    if (marked === undefined) {
      const gone = yield* this.storage.delete(key, revision, context.deadlineUs);
      return gone === undefined || isStatus(gone) ? gone : object;
    }
    if (isSame(marked, object)) return object;
    const stored = yield* this.storage.update(key, marked, revision, context.deadlineUs);
    return stored === undefined || isStatus(stored) ? stored : stored.object;
  }

  /** Reads, changes and writes until nobody came in between. */
  *#guaranteedUpdate(
    namespace: string,
    name: string,
    context: CallContext,
    change: Change,
  ): Task<KubeObject | Status> {
    const key = this.key(namespace, name);
    let known = this.cache.get(key);
    for (let attempt = 0; attempt < UPDATE_ATTEMPTS_MAX; attempt++) {
      const current = known ?? (yield* this.storage.get(key, context.deadlineUs));
      if (current === undefined) return notFound(this.resource, name);
      if (isStatus(current)) return current;
      const isFresh = known === undefined;
      known = undefined;
      const next = change(current.object);
      // What the cache shows may be old: a refusal, or nothing to do, is only believed of etcd.
      if (isStatus(next) || isSame(next, current.object)) {
        if (isFresh) return next;
        continue;
      }
      if (context.isDryRun) return next;
      const isOver =
        next.metadata.deletionTimestamp !== undefined &&
        !isHeld(this.kind, next) &&
        (next.metadata.deletionGracePeriodSeconds ?? 0) === 0;
      if (isOver) {
        const gone = yield* this.storage.delete(key, current.revision, context.deadlineUs);
        if (gone !== undefined) return isStatus(gone) ? gone : next;
        continue;
      }
      const { revision } = current;
      const { deadlineUs } = context;
      const { ttlSeconds } = this.kind;
      const stored = yield* this.storage.update(key, next, revision, deadlineUs, ttlSeconds);
      if (stored !== undefined) return isStatus(stored) ? stored : stored.object;
    }
    return timedOut(TIMED_OUT);
  }

  #prepareUpdate(
    draft: KubeObject,
    current: KubeObject,
    subresource: string,
    user: User,
    home: KubeObject | undefined,
  ): Status | undefined {
    const { kind } = this;
    const name = current.metadata.name ?? '';
    const { resourceVersion: expected, uid } = draft.metadata;
    if (uid !== undefined && uid !== current.metadata.uid) {
      return conflict(this.resource, name, preconditionFailed('UID', uid, current.metadata.uid));
    }
    if (expected !== undefined && expected !== current.metadata.resourceVersion) {
      return conflict(this.resource, name);
    }
    keepSystemFields(draft, current);
    if (subresource === 'status') kind.prepareForStatus(draft, current);
    else if (subresource === 'finalize') {
      const { spec } = draft;
      Object.assign(draft, copyOf(current), { spec });
    } else {
      kind.setDefaults(draft);
      kind.prepareForUpdate(draft, current);
    }
    if (kind.hasGeneration && subresource === '' && !isSame(draft.spec, current.spec)) {
      draft.metadata.generation = (current.metadata.generation ?? 0) + 1;
    }
    const refusal = this.#admit('update', subresource, draft, user, home);
    if (refusal) return refusal;
    const errors = kind.validate(draft, current);
    return errors.length > 0 ? invalid(kind, name, errors) : undefined;
  }

  #admit(
    operation: 'create' | 'update' | 'delete',
    subresource: string,
    object: KubeObject,
    user: User,
    home: KubeObject | undefined,
  ): Status | undefined {
    const { kind } = this;
    const { namespace = '', name = '' } = object.metadata;
    const admission = { kind, operation, subresource, user, namespace, name, object, home };
    return admit(admission, this.#plugins);
  }

  /** The namespace that an object is to live in: from the cache, and if it must be from etcd. */
  *#home(namespace: string, deadlineUs: number): Task<KubeObject | Status | undefined> {
    if (!this.kind.isNamespaced) return undefined;
    const namespaces = this.#namespaces();
    const key = storageKey(namespaces.kind, '', namespace);
    const known = namespaces.get(key) ?? (yield* this.storage.get(key, deadlineUs));
    return known === undefined || isStatus(known) ? known : known.object;
  }
}

/** What no client can change. */
function keepSystemFields(draft: KubeObject, { metadata }: KubeObject): void {
  const { uid, creationTimestamp, generation, deletionTimestamp, resourceVersion } = metadata;
  const { deletionGracePeriodSeconds } = metadata;
  for (const [field, value] of Object.entries({
    ...{ uid, creationTimestamp, generation, deletionTimestamp },
    ...{ deletionGracePeriodSeconds, resourceVersion },
  })) {
    if (value === undefined) delete draft.metadata[field as keyof typeof metadata];
    else Object.assign(draft.metadata, { [field]: value });
  }
}

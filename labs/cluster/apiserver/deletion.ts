import { conflict, copyOf, type Kind, type KubeObject, type Status } from '../api/index.ts';
import { formatRfc3339, SECOND } from '../kernel/index.ts';

/** Source: apimachinery meta/v1 `DeleteOptions` */
export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/** Checks that an object is still the one that the client means. Errors: 409 */
export function checkPreconditions(
  { group, plural }: Kind,
  { metadata }: KubeObject,
  { preconditions = {} }: DeleteOptions,
): Status | undefined {
  const { uid, resourceVersion } = preconditions;
  const fail = (why: string): Status => {
    return conflict({ group, resource: plural }, metadata.name ?? '', why);
  };
  if (uid !== undefined && uid !== metadata.uid) {
    return fail(preconditionFailed('UID', uid, metadata.uid));
  }
  if (resourceVersion === undefined || resourceVersion === metadata.resourceVersion) {
    return undefined;
  }
  return fail(preconditionFailed('ResourceVersion', resourceVersion, metadata.resourceVersion));
}

export function preconditionFailed(
  what: string,
  wanted: string,
  found: string | undefined,
): string {
  const precondition = `${what} in precondition: ${wanted}`;
  return `Precondition failed: ${precondition}, ${what} in object meta: ${found}`;
}

/** How long the object may take to end. Units: seconds; a later delete can only shorten it. */
export function graceOf(
  kind: Kind,
  object: KubeObject,
  { gracePeriodSeconds }: DeleteOptions,
): number {
  const byKind = kind.gracePeriod(object);
  if (byKind === 0) return 0;
  const wanted = gracePeriodSeconds ?? byKind;
  const before = object.metadata.deletionGracePeriodSeconds;
  return before === undefined ? wanted : Math.min(wanted, before);
}

/** True where something still has to let go of the object. */
export function isHeld(kind: Kind, object: KubeObject): boolean {
  return kind.finalizersOf(object).length > 0;
}

/**
 * The object as one that is going; itself where it is that already.
 *
 * Source: apiserver registry/rest/delete.go `BeforeDelete`
 */
export function markDeleted(
  kind: Kind,
  object: KubeObject,
  graceSeconds: number,
  nowUs: number,
): KubeObject {
  const { metadata } = object;
  const isMarked = metadata.deletionTimestamp !== undefined;
  if (isMarked && metadata.deletionGracePeriodSeconds === graceSeconds) return object;
  const deletionTimestamp = formatRfc3339(nowUs + graceSeconds * SECOND);
  const marked = copyOf(object);
  Object.assign(marked.metadata, { deletionTimestamp, deletionGracePeriodSeconds: graceSeconds });
  if (kind.hasGeneration && !isMarked) marked.metadata.generation = (metadata.generation ?? 0) + 1;
  kind.prepareForDelete(marked);
  return marked;
}

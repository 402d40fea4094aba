import type { Permission } from '../../client/etcd/index.ts';

/** The largest end there is: no key comes behind it. */
const OPEN = undefined;

interface Interval {
  readonly begin: string;
  /** Exclusive; undefined: no end. */
  readonly end: string | undefined;
}

/** Whether a permission's range makes sense. Source: auth/range_perm_cache.go */
export function isValidRange({ key, range_end: end }: Permission): boolean {
  return key !== '' && (end === '' || key < end || end === '\0');
}

/**
 * True where the permissions, taken together, cover all that a request touches.
 *
 * Source: etcd server/auth/range_perm_cache.go `checkKeyInterval`, `checkKeyPoint`
 */
export function isCovered(
  permissions: readonly Permission[],
  kind: 'READ' | 'WRITE',
  range: { readonly key: string; readonly range_end?: string },
): boolean {
  const allowed = permissions
    .filter(({ permType }) => permType === kind || permType === 'READWRITE')
    .map(intervalOf)
    .sort((a, b) => (a.begin < b.begin ? -1 : 1));
  const wanted = intervalOf({ key: range.key, range_end: range.range_end ?? '' });
  let reached: string | undefined = wanted.begin;
  for (const { begin, end } of allowed) {
    if (begin > reached) return false;
    if (end === OPEN) return true;
    if (end > reached) reached = end;
    if (wanted.end !== OPEN && reached >= wanted.end) return true;
  }
  return false;
}

/** A single key reaches to the next key that there could be. */
function intervalOf({ key, range_end: end }: Omit<Permission, 'permType'>): Interval {
  if (end === '') return { begin: key, end: `${key}\0` };
  return { begin: key, end: end === '\0' ? OPEN : end };
}

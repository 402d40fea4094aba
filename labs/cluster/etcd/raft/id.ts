/**
 * A member's id: etcd's 64-bit number as lower-case hex without leading zeros, the way its logs
 * print it (`%x`). A JavaScript number would lose bits.
 */
export type Id = string;

/** Nobody: no leader known, no vote cast. Upstream's `None`, which is the number zero. */
export const NONE: Id = '';

/** Formats an id as `%x` would, so that nobody reads `0`. */
export function formatId(id: Id): string {
  return id === NONE ? '0' : id;
}

/** Orders ids as the numbers that they spell: the shorter is the smaller. */
export function compareIds(a: Id, b: Id): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

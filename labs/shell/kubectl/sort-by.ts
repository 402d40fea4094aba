import type { KubeObject } from '../../cluster/api/index.ts';
import { Failure } from './failure.ts';
import { walk } from './jsonpath.ts';
import { isPathError, parseRelaxed } from './jsonpath-syntax.ts';

/**
 * Puts things in the order of a field of their objects, those without it first.
 *
 * Source:  kubectl pkg/cmd/get/sorter.go
 */
export function sortBy<T>(
  expression: string,
  things: readonly T[],
  objectOf: (thing: T) => KubeObject,
): T[] | Failure {
  const path = parseRelaxed(expression);
  if (isPathError(path)) return new Failure(path.error);
  const keyed = things.map((thing) => {
    const found = walk(path, objectOf(thing));
    return { thing, key: isPathError(found) ? undefined : found[0] };
  });
  if (keyed.length > 0 && keyed.every(({ key }) => key === undefined)) {
    return new Failure(`couldn't find any field with path "${expression}" in the list of objects`);
  }
  return keyed.sort((a, b) => compare(a.key, b.key)).map(({ thing }) => thing);
}

function compare(a: unknown, b: unknown): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return compareNaturally(String(a), String(b));
}

/** Numbers within texts count as numbers: `cp-2` before `cp-10`. */
function compareNaturally(a: string, b: string): number {
  const [left, right] = [a.split(/(\d+)/), b.split(/(\d+)/)];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const [one, other] = [left[at]!, right[at]!];
    if (one === other) continue;
    if (at % 2 === 1 && Number(one) !== Number(other)) return Number(one) - Number(other);
    return one < other ? -1 : 1;
  }
  return left.length - right.length;
}

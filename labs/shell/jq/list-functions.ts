import { collect, each, failed, iterate, one, type Outcome } from './outcome.ts';
import type { Argument, JqFunction } from './outcome.ts';
import { compare, describe, isTrue, type Json } from './value.ts';

function sorted(input: Json): Outcome {
  if (!Array.isArray(input))
    return failed(`${describe(input)} cannot be sorted, as it is not an array`);
  return one([...input].sort(compare));
}

/** The items with what a filter makes of each, in the order of that. */
function keyed(input: Json, by: Argument): { item: Json; key: Json }[] | Outcome {
  if (!Array.isArray(input))
    return failed(`${describe(input)} cannot be sorted, as it is not an array`);
  const pairs: { item: Json; key: Json }[] = [];
  for (const item of input) {
    const { error, values } = by(item);
    if (error !== undefined) return failed(error);
    pairs.push({ item, key: [...values] });
  }
  return pairs.sort((a, b) => compare(a.key, b.key));
}

function withKeys(
  input: Json,
  by: Argument,
  make: (pairs: { item: Json; key: Json }[]) => Json,
): Outcome {
  const pairs = keyed(input, by);
  return Array.isArray(pairs) ? one(make(pairs)) : pairs;
}

function groups(pairs: readonly { item: Json; key: Json }[]): Json[][] {
  const made: Json[][] = [];
  for (const [at, { item, key }] of pairs.entries()) {
    const before = pairs[at - 1];
    if (before && compare(before.key, key) === 0) made.at(-1)!.push(item);
    else made.push([item]);
  }
  return made;
}

const itself: Argument = (value) => one(value);

function flatten(items: readonly Json[], depth: number): Json[] {
  return items.flatMap((item) =>
    Array.isArray(item) && depth > 0 ? flatten(item, depth - 1) : [item],
  );
}

function test(input: Json, by: Argument, isAny: boolean): Outcome {
  return each(collect(each(iterate(input), by)), (results) => {
    const items = results as Json[];
    return one(isAny ? items.some(isTrue) : items.every(isTrue));
  });
}

/** Functions that work on arrays. */
export const listFunctions: Readonly<Record<string, JqFunction>> = {
  'all/0': (input) => test(input, itself, false),
  'all/1': (input, by) => test(input, by!, false),
  'any/0': (input) => test(input, itself, true),
  'any/1': (input, by) => test(input, by!, true),
  'first/0': (input) => one(Array.isArray(input) ? (input[0] ?? null) : null),
  'first/1': (input, of) => ({ values: of!(input).values.slice(0, 1) }),
  'flatten/0': (input) => (Array.isArray(input) ? one(flatten(input, 1_000)) : iterate(input)),
  'group_by/1': (input, by) => withKeys(input, by!, groups),
  'last/0': (input) => one(Array.isArray(input) ? (input.at(-1) ?? null) : null),
  'last/1': (input, of) => ({ values: of!(input).values.slice(-1) }),
  'limit/2': (input, count, of) =>
    each(count!(input), (most) => ({ values: of!(input).values.slice(0, Number(most)) })),
  'max/0': (input) => withKeys(input, itself, (pairs) => pairs.at(-1)?.item ?? null),
  'max_by/1': (input, by) => withKeys(input, by!, (pairs) => pairs.at(-1)?.item ?? null),
  'min/0': (input) => withKeys(input, itself, (pairs) => pairs[0]?.item ?? null),
  'min_by/1': (input, by) => withKeys(input, by!, (pairs) => pairs[0]?.item ?? null),
  'reverse/0': (input) => (Array.isArray(input) ? one(input.toReversed()) : iterate(input)),
  'sort/0': sorted,
  'sort_by/1': (input, by) => withKeys(input, by!, (pairs) => pairs.map(({ item }) => item)),
  'unique/0': (input) => withKeys(input, itself, (pairs) => groups(pairs).map(([item]) => item!)),
  'unique_by/1': (input, by) =>
    withKeys(input, by!, (pairs) => groups(pairs).map(([item]) => item!)),
};

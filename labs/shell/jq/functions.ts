import { collect, each, failed, iterate, one, asText, type Outcome } from './outcome.ts';
import type { Argument, JqFunction } from './outcome.ts';
import { listFunctions } from './list-functions.ts';
import { add } from './operators.ts';
import { textFunctions } from './text-functions.ts';
import {
  compare,
  describe,
  format,
  isObject,
  isTrue,
  sortedKeys,
  typeOf,
  type Json,
  type JsonObject,
} from './value.ts';

function lengthOf(value: Json): Outcome {
  if (value === null) return one(0);
  if (typeof value === 'string') return one([...value].length);
  if (typeof value === 'number') return one(Math.abs(value));
  if (typeof value === 'boolean') return failed(`${describe(value)} has no length`);
  return one(Object.keys(value).length);
}

function keysOf(value: Json, isSorted: boolean): Outcome {
  if (Array.isArray(value)) return one(value.map((_, at) => at));
  if (isObject(value)) return one(isSorted ? sortedKeys(value) : Object.keys(value));
  return failed(`${describe(value)} has no keys`);
}

function hasKey(value: Json, key: Json): Outcome {
  if (isObject(value) && typeof key === 'string') return one(key in value);
  if (Array.isArray(value) && typeof key === 'number') return one(key >= 0 && key < value.length);
  return failed(`Cannot check whether ${typeOf(value)} has a ${typeOf(key)} key`);
}

function contains(a: Json, b: Json): Outcome {
  if (typeOf(a) !== typeOf(b)) {
    return failed(`${describe(a)} and ${describe(b)} cannot have their containment checked`);
  }
  return one(holds(a, b));
}

function holds(a: Json, b: Json): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a.includes(b);
  if (Array.isArray(a) && Array.isArray(b)) {
    return b.every((wanted) =>
      a.some((item) => typeOf(item) === typeOf(wanted) && holds(item, wanted)),
    );
  }
  if (isObject(a) && isObject(b)) {
    return Object.entries(b).every(([key, wanted]) => key in a && holds(a[key]!, wanted));
  }
  return compare(a, b) === 0;
}

function toEntries(value: Json): Outcome {
  if (!isObject(value)) return failed(`${describe(value)} has no keys`);
  return one(Object.entries(value).map(([key, inner]) => ({ key, value: inner })));
}

function fromEntries(value: Json): Outcome {
  return each(collect(iterate(value)), (entries) => {
    const object: JsonObject = {};
    for (const entry of entries as JsonObject[]) {
      const key = entry['key'] ?? entry['k'] ?? entry['name'] ?? entry['Name'] ?? null;
      object[key === null ? 'null' : asText(key)] = entry['value'] ?? entry['v'] ?? null;
    }
    return one(object);
  });
}

function mapValues(input: Json, body: Argument): Outcome {
  if (Array.isArray(input)) return collect(each(iterate(input), body));
  if (!isObject(input)) return iterate(input);
  const object: JsonObject = {};
  for (const [key, value] of Object.entries(input)) {
    const { error, values } = body(value);
    if (error !== undefined) return failed(error);
    if (values.length > 0) object[key] = values[0]!;
  }
  return one(object);
}

/** Every function, by name and number of arguments. Source: jq 1.6 src/builtin.c, builtin.jq */
export const functions: Readonly<Record<string, JqFunction>> = {
  ...listFunctions,
  ...textFunctions,
  'add/0': (input) =>
    each(collect(iterate(input)), (items) =>
      (items as Json[]).reduce<Outcome>((sum, item) => each(sum, (so) => add(so, item)), one(null)),
    ),
  'contains/1': (input, wanted) => each(wanted!(input), (value) => contains(input, value)),
  'empty/0': () => ({ values: [] }),
  'error/0': (input) => failed(input),
  'error/1': (input, what) => each(what!(input), (value) => failed(value)),
  'from_entries/0': fromEntries,
  'has/1': (input, key) => each(key!(input), (value) => hasKey(input, value)),
  'keys/0': (input) => keysOf(input, true),
  'keys_unsorted/0': (input) => keysOf(input, false),
  'length/0': lengthOf,
  'map/1': (input, body) => collect(each(iterate(input), body!)),
  'map_values/1': (input, body) => mapValues(input, body!),
  'not/0': (input) => one(!isTrue(input)),
  'range/1': (input, end) => each(end!(input), (to) => ({ values: numbers(0, Number(to)) })),
  'range/2': (input, start, end) =>
    each(start!(input), (from) =>
      each(end!(input), (to) => ({ values: numbers(Number(from), Number(to)) })),
    ),
  'select/1': (input, test) =>
    each(test!(input), (value) => (isTrue(value) ? one(input) : { values: [] })),
  'to_entries/0': toEntries,
  'tojson/0': (input) => one(format(input)),
  'tostring/0': (input) => one(asText(input)),
  'type/0': (input) => one(typeOf(input)),
  'values/0': (input) => (input === null ? { values: [] } : one(input)),
  'with_entries/1': (input, body) =>
    each(toEntries(input), (entries) =>
      each(collect(each(iterate(entries), body!)), (changed) => fromEntries(changed)),
    ),
};

function numbers(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, Math.ceil(to - from)) }, (_, at) => from + at);
}

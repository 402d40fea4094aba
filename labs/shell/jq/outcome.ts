import { describe, format, isObject, type Json } from './value.ts';

/** What a filter made of one input: values, and where it then failed, why. */
export interface Outcome {
  readonly values: readonly Json[];
  readonly error?: Json;
}

/** An argument of a function: a filter, to be run on whatever the function likes. */
export type Argument = (value: Json) => Outcome;

export type JqFunction = (input: Json, ...args: readonly Argument[]) => Outcome;

export function one(value: Json): Outcome {
  return { values: [value] };
}

export function failed(error: Json): Outcome {
  return { values: [], error };
}

/** Goes on with each value; ends at the first failure, whose earlier values stay. */
export function each(outcome: Outcome, next: (value: Json) => Outcome): Outcome {
  const values: Json[] = [];
  for (const value of outcome.values) {
    const result = next(value);
    values.push(...result.values);
    if (result.error !== undefined) return { values, error: result.error };
  }
  return outcome.error === undefined ? { values } : { values, error: outcome.error };
}

export function collect({ error, values }: Outcome): Outcome {
  return error === undefined ? one([...values]) : failed(error);
}

export function iterate(value: Json): Outcome {
  if (Array.isArray(value)) return { values: value };
  if (isObject(value)) return { values: Object.values(value) };
  return failed(`Cannot iterate over ${value === null ? 'null' : describe(value)}`);
}

export function asText(value: Json): string {
  return typeof value === 'string' ? value : format(value);
}

import { functions } from './functions.ts';
import { formats } from './formats.ts';
import { add, combine } from './operators.ts';
import type { Filter } from './syntax.ts';
import { asText, collect, each, failed, iterate, one, type Outcome } from './outcome.ts';
import { describe, isObject, isTrue, typeOf, type Json, type JsonObject } from './value.ts';

export type Scope = Readonly<Record<string, Json>>;

/**
 * Runs a filter on one input.
 *
 * Differs: all outputs are made at once, so a filter without an end would not end
 */
export function evaluate(filter: Filter, input: Json, scope: Scope): Outcome {
  const run = (inner: Filter, value = input): Outcome => evaluate(inner, value, scope);
  switch (filter.kind) {
    case 'identity':
      return one(input);
    case 'literal':
      return one(filter.value);
    case 'recurse':
      return { values: descendants(input) };
    case 'variable':
      return one(scope[filter.name] ?? null);
    case 'index':
      return each(run(filter.of), (of) => each(run(filter.by), (by) => index(of, by)));
    case 'slice':
      return runSlice(filter, run);
    case 'each':
      return each(run(filter.of), iterate);
    case 'negate':
      return each(run(filter.of), (value) =>
        typeof value === 'number' ? one(-value) : failed(`${describe(value)} cannot be negated`),
      );
    case 'try':
      return { values: run(filter.of).values };
    case 'catch': {
      const { error, values } = run(filter.of);
      if (error === undefined) return { values };
      return each({ values: [error] }, (value) => {
        const rest = run(filter.otherwise, value);
        return { ...rest, values: [...values, ...rest.values] };
      });
    }
    case 'array':
      return collect(filter.of === undefined ? { values: [] } : run(filter.of));
    case 'if':
      return each(run(filter.when), (when) => run(isTrue(when) ? filter.yes : filter.no));
    case 'bind':
      return each(run(filter.of), (value) =>
        evaluate(filter.body, input, { ...scope, [filter.name]: value }),
      );
    case 'binary':
      return runBinary(filter.sign, filter.left, filter.right, input, scope);
    default:
      return runOther(filter, input, scope);
  }
}

function runOther(
  filter: Extract<Filter, { kind: 'object' | 'string' | 'format' | 'call' | 'reduce' }>,
  input: Json,
  scope: Scope,
): Outcome {
  switch (filter.kind) {
    case 'object':
      return runObject(filter.fields, input, scope);
    case 'string':
      return runString(filter.pieces, filter.format, input, scope);
    case 'format':
      return formats[filter.name]!(input);
    case 'reduce': {
      const start = evaluate(filter.start, input, scope);
      const items = evaluate(filter.of, input, scope);
      if (start.error !== undefined || items.error !== undefined) {
        return failed(start.error ?? items.error!);
      }
      let state: Json = start.values.at(-1) ?? null;
      for (const item of items.values) {
        const next = evaluate(filter.step, state, { ...scope, [filter.name]: item });
        if (next.error !== undefined) return failed(next.error);
        state = next.values.at(-1) ?? null;
      }
      return one(state);
    }
    default: {
      const args = filter.args.map((arg) => (value: Json) => evaluate(arg, value, scope));
      return functions[`${filter.name}/${args.length}`]!(input, ...args);
    }
  }
}

function descendants(value: Json): Json[] {
  if (typeof value !== 'object' || value === null) return [value];
  return [value, ...Object.values(value).flatMap(descendants)];
}

function index(of: Json, by: Json): Outcome {
  if (of === null && (typeof by === 'string' || typeof by === 'number')) return one(null);
  if (isObject(of) && typeof by === 'string') return one(of[by] ?? null);
  if (Array.isArray(of) && typeof by === 'number') return one(of.at(Math.floor(by)) ?? null);
  const what = typeof by === 'string' ? `string "${by}"` : typeOf(by);
  return failed(`Cannot index ${typeOf(of)} with ${what}`);
}

function runSlice(
  filter: Extract<Filter, { kind: 'slice' }>,
  run: (filter: Filter) => Outcome,
): Outcome {
  const bound = (inner: Filter | undefined): Outcome => (inner ? run(inner) : one(null));
  return each(run(filter.of), (of) =>
    each(bound(filter.from), (from) =>
      each(bound(filter.to), (to) => {
        if (of === null) return one(null);
        if (typeof of !== 'string' && !Array.isArray(of)) {
          return failed(`Cannot index ${typeOf(of)} with object`);
        }
        return one(of.slice(Number(from ?? 0), to === null ? undefined : Number(to)));
      }),
    ),
  );
}

function runBinary(sign: string, left: Filter, right: Filter, input: Json, scope: Scope): Outcome {
  const runLeft = (): Outcome => evaluate(left, input, scope);
  const runRight = (): Outcome => evaluate(right, input, scope);
  switch (sign) {
    case '|':
      return each(runLeft(), (value) => evaluate(right, value, scope));
    case ',': {
      const first = runLeft();
      if (first.error !== undefined) return first;
      const second = runRight();
      return { ...second, values: [...first.values, ...second.values] };
    }
    case '//': {
      const found = runLeft().values.filter(isTrue);
      return found.length > 0 ? { values: found } : runRight();
    }
    case 'and':
      return each(runLeft(), (a) =>
        isTrue(a) ? each(runRight(), (b) => one(isTrue(b))) : one(false),
      );
    case 'or':
      return each(runLeft(), (a) =>
        isTrue(a) ? one(true) : each(runRight(), (b) => one(isTrue(b))),
      );
    default:
      return each(runRight(), (b) => each(runLeft(), (a) => combine(sign, a, b)));
  }
}

function runObject(
  fields: readonly (readonly [Filter, Filter])[],
  input: Json,
  scope: Scope,
): Outcome {
  let made: Outcome = one({});
  for (const [key, value] of fields) {
    made = each(made, (object) =>
      each(evaluate(key, input, scope), (name) =>
        typeof name === 'string'
          ? each(evaluate(value, input, scope), (at) =>
              one({ ...(object as JsonObject), [name]: at }),
            )
          : failed(`Object keys must be strings`),
      ),
    );
  }
  return made;
}

function runString(
  pieces: readonly (string | Filter)[],
  name: string,
  input: Json,
  scope: Scope,
): Outcome {
  let made: Outcome = one('');
  for (const piece of pieces) {
    made = each(made, (text) => {
      if (typeof piece === 'string') return add(text, piece);
      return each(evaluate(piece, input, scope), (value) => {
        const shown = name === 'text' ? one(asText(value)) : formats[name]!(value);
        return each(shown, (said) => add(text, said));
      });
    });
  }
  return made;
}

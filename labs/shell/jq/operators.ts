import { failed, one, type Outcome } from './outcome.ts';
import { compare, describe, isObject, type Json, type JsonObject } from './value.ts';

/** What a sign makes of two values. Errors: jq's sentence where they do not go together */
export function combine(sign: string, a: Json, b: Json): Outcome {
  switch (sign) {
    case '==':
      return one(compare(a, b) === 0);
    case '!=':
      return one(compare(a, b) !== 0);
    case '<':
      return one(compare(a, b) < 0);
    case '<=':
      return one(compare(a, b) <= 0);
    case '>':
      return one(compare(a, b) > 0);
    case '>=':
      return one(compare(a, b) >= 0);
    case '+':
      return add(a, b);
    case '-':
      return subtract(a, b);
    case '*':
      return multiply(a, b);
    default:
      return divide(sign, a, b);
  }
}

export function add(a: Json, b: Json): Outcome {
  if (a === null) return one(b);
  if (b === null) return one(a);
  if (typeof a === 'number' && typeof b === 'number') return one(a + b);
  if (typeof a === 'string' && typeof b === 'string') return one(a + b);
  if (Array.isArray(a) && Array.isArray(b)) return one([...a, ...b]);
  if (isObject(a) && isObject(b)) return one({ ...a, ...b });
  return failed(`${describe(a)} and ${describe(b)} cannot be added`);
}

function subtract(a: Json, b: Json): Outcome {
  if (typeof a === 'number' && typeof b === 'number') return one(a - b);
  if (Array.isArray(a) && Array.isArray(b)) {
    return one(a.filter((item) => !b.some((other) => compare(item, other) === 0)));
  }
  return failed(`${describe(a)} and ${describe(b)} cannot be subtracted`);
}

function multiply(a: Json, b: Json): Outcome {
  if (typeof a === 'number' && typeof b === 'number') return one(a * b);
  if (typeof a === 'string' && typeof b === 'number') {
    return one(b > 0 ? a.repeat(Math.ceil(b)) : null);
  }
  if (isObject(a) && isObject(b)) return one(merge(a, b));
  return failed(`${describe(a)} and ${describe(b)} cannot be multiplied`);
}

function merge(a: JsonObject, b: JsonObject): JsonObject {
  const merged: JsonObject = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const inner = merged[key];
    merged[key] =
      inner !== undefined && isObject(inner) && isObject(value) ? merge(inner, value) : value;
  }
  return merged;
}

function divide(sign: string, a: Json, b: Json): Outcome {
  if (typeof a === 'string' && typeof b === 'string' && sign === '/') return one(a.split(b));
  if (typeof a !== 'number' || typeof b !== 'number') {
    return failed(`${describe(a)} and ${describe(b)} cannot be divided`);
  }
  if (b === 0) {
    return failed(
      `${describe(a)} and ${describe(b)} cannot be divided because the divisor is zero`,
    );
  }
  return one(sign === '/' ? a / b : Math.trunc(a) % Math.trunc(b));
}

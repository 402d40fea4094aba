import { asText, each, failed, iterate, one, type Outcome } from './outcome.ts';
import type { Argument, JqFunction } from './outcome.ts';
import { describe, type Json } from './value.ts';

/** Runs on a text. Errors: it is none */
function onText(input: Json, complaint: string, work: (text: string) => Outcome): Outcome {
  return typeof input === 'string' ? work(input) : failed(`${describe(input)} ${complaint}`);
}

const UNMATCHED = 'cannot be matched, as it is not a string';

function withPattern(
  input: Json,
  pattern: Json,
  flags: string,
  use: (re: RegExp) => Outcome,
): Outcome {
  return onText(input, UNMATCHED, () => {
    if (typeof pattern !== 'string') return failed(`${describe(pattern)} ${UNMATCHED}`);
    const wanted = flags.replace(/[^gimsx]/g, '').replace('x', '');
    const regex = compile(pattern, wanted);
    return regex ? use(regex) : failed(`${pattern} (at offset 0) is not a valid regex`);
  });
}

function compile(pattern: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(pattern, `${flags}u`);
  } catch {
    return undefined;
  }
}

function test(input: Json, pattern: Argument, flags = ''): Outcome {
  return each(pattern(input), (value) =>
    withPattern(input, value, flags, (regex) => one(regex.test(input as string))),
  );
}

/** Replaces matches by what a filter makes of their named groups. */
function replace(input: Json, pattern: Argument, by: Argument, flags: string): Outcome {
  return each(pattern(input), (value) =>
    withPattern(input, value, flags, (regex) => {
      let error: Json | undefined;
      const text = (input as string).replace(regex, (...found: unknown[]) => {
        const groups = found.at(-1);
        const names = typeof groups === 'object' ? { ...(groups as Record<string, Json>) } : {};
        const made = by(names);
        error ??= made.error;
        return asText(made.values[0] ?? '');
      });
      return error === undefined ? one(text) : failed(error);
    }),
  );
}

function join(input: Json, separator: Json): Outcome {
  if (!Array.isArray(input)) return iterate(input);
  const wrong = input.find((item) => typeof item === 'object' && item !== null);
  if (wrong !== undefined) {
    const before = describe(asText(separator));
    return failed(`${before} and ${describe(wrong)} cannot be added`);
  }
  return one(input.map((item) => (item === null ? '' : asText(item))).join(asText(separator)));
}

function toNumber(input: Json): Outcome {
  if (typeof input === 'number') return one(input);
  if (typeof input !== 'string') return failed(`${describe(input)} cannot be parsed as a number`);
  const value = Number(input);
  if (input.trim() !== '' && Number.isFinite(value)) return one(value);
  const where = `at EOF at line 1, column ${input.length} (while parsing '${input}')`;
  return failed(`Invalid numeric literal ${where}`);
}

function fromJson(input: Json): Outcome {
  return onText(input, 'only strings can be parsed', (text) => {
    try {
      return one(JSON.parse(text) as Json);
    } catch {
      const where = `at EOF at line 1, column ${text.length} (while parsing '${text}')`;
      return failed(`Invalid literal ${where}`);
    }
  });
}

const trim =
  (cut: (text: string, part: string) => string): JqFunction =>
  (input, part) =>
    each(part!(input), (value) => {
      return typeof input === 'string' && typeof value === 'string'
        ? one(cut(input, value))
        : one(input);
    });

/** Functions that work on strings. */
export const textFunctions: Readonly<Record<string, JqFunction>> = {
  'ascii_downcase/0': (input) =>
    onText(input, 'ascii_downcase input must be a string', (text) => one(text.toLowerCase())),
  'ascii_upcase/0': (input) =>
    onText(input, 'ascii_upcase input must be a string', (text) => one(text.toUpperCase())),
  'endswith/1': (input, part) =>
    each(part!(input), (value) =>
      typeof input === 'string' && typeof value === 'string'
        ? one(input.endsWith(value))
        : failed('endswith() requires string inputs'),
    ),
  'fromjson/0': fromJson,
  'gsub/2': (input, pattern, by) => replace(input, pattern!, by!, 'g'),
  'join/1': (input, separator) => each(separator!(input), (value) => join(input, value)),
  'ltrimstr/1': trim((text, part) => (text.startsWith(part) ? text.slice(part.length) : text)),
  'rtrimstr/1': trim((text, part) => (text.endsWith(part) ? text.slice(0, -part.length) : text)),
  'split/1': (input, separator) =>
    each(separator!(input), (value) =>
      typeof input === 'string' && typeof value === 'string'
        ? one(input === '' ? [] : input.split(value))
        : failed('split input and separator must be strings'),
    ),
  'startswith/1': (input, part) =>
    each(part!(input), (value) =>
      typeof input === 'string' && typeof value === 'string'
        ? one(input.startsWith(value))
        : failed('startswith() requires string inputs'),
    ),
  'sub/2': (input, pattern, by) => replace(input, pattern!, by!, ''),
  'test/1': (input, pattern) => test(input, pattern!),
  'test/2': (input, pattern, flags) =>
    each(flags!(input), (value) => test(input, pattern!, value === null ? '' : asText(value))),
  'tonumber/0': toNumber,
};

/** Options and operands of a command line, in the order in which they stand. */
export interface ParsedOptions {
  /** By long name; a flag without an argument has ''. */
  readonly options: readonly (readonly [name: string, value: string])[];
  readonly operands: readonly string[];
}

/**
 * Shape: the long name, and `u:` — its letters, then `:` for an argument, `::` for an optional one.
 */
export type OptionTable = Readonly<Record<string, string>>;

export interface OptionRules {
  /** True where everything from the first operand on is an operand: `ssh HOST command -x`. */
  readonly stopsAtOperand?: boolean;
}

/**
 * Reads options as getopt_long(3) does: `-abc`, `-n5`, `-n 5`, `--lines=5`, `--lin 5`, `--`.
 *
 * Shape:   a name of one letter in the table is an option that has only that letter
 * Errors:  the text that glibc prints, without the program's name
 */
export function parseOptions(
  args: readonly string[],
  table: OptionTable,
  rules: OptionRules = {},
): ParsedOptions | { readonly error: string } {
  const options: [string, string][] = [];
  const operands: string[] = [];
  const rest = [...args];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') return { options, operands: [...operands, ...rest] };
    const isOption = word.startsWith('-') && word !== '-';
    if (!isOption && rules.stopsAtOperand) {
      return { options, operands: [word, ...rest] };
    }
    if (!isOption) {
      operands.push(word);
      continue;
    }
    const error = word.startsWith('--')
      ? takeLong(word.slice(2), rest, table, options)
      : takeLetters(word.slice(1), rest, table, options);
    if (error !== undefined) return { error };
  }
  return { options, operands };
}

/** The last value given for an option; undefined where it was not given. */
export function lastOption(parsed: ParsedOptions, name: string): string | undefined {
  return parsed.options.findLast(([other]) => other === name)?.[1];
}

export function hasOption(parsed: ParsedOptions, name: string): boolean {
  return lastOption(parsed, name) !== undefined;
}

function takeLong(
  text: string,
  rest: string[],
  table: OptionTable,
  options: [string, string][],
): string | undefined {
  const at = text.indexOf('=');
  const given = at < 0 ? text : text.slice(0, at);
  const names = Object.keys(table).filter((name) => name.length > 1 && name.startsWith(given));
  const name = names.includes(given) ? given : names[0];
  if (name === undefined) return `unrecognized option '--${text}'`;
  if (name !== given && names.length > 1) {
    const possible = names.map((other) => `'--${other}'`).join(' ');
    return `option '--${given}' is ambiguous; possibilities: ${possible}`;
  }
  const needs = argumentOf(table[name]!);
  if (needs === 'none' && at >= 0) return `option '--${name}' doesn't allow an argument`;
  let value = at < 0 ? '' : text.slice(at + 1);
  if (needs === 'required' && at < 0) {
    const next = rest.shift();
    if (next === undefined) return `option '--${name}' requires an argument`;
    value = next;
  }
  options.push([name, value]);
  return undefined;
}

function takeLetters(
  letters: string,
  rest: string[],
  table: OptionTable,
  options: [string, string][],
): string | undefined {
  for (let at = 0; at < letters.length; at++) {
    const letter = letters[at]!;
    const name = Object.keys(table).find(
      (key) => key === letter || table[key]!.replaceAll(':', '').includes(letter),
    );
    if (name === undefined) return `invalid option -- '${letter}'`;
    const needs = argumentOf(table[name]!);
    if (needs === 'none') {
      options.push([name, '']);
      continue;
    }
    const attached = letters.slice(at + 1);
    const value = attached !== '' || needs === 'optional' ? attached : rest.shift();
    if (value === undefined) return `option requires an argument -- '${letter}'`;
    options.push([name, value]);
    return undefined;
  }
  return undefined;
}

function argumentOf(entry: string): 'none' | 'required' | 'optional' {
  if (entry.endsWith('::')) return 'optional';
  return entry.endsWith(':') ? 'required' : 'none';
}

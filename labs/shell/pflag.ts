/**
 * Flags as Go's programs take them: pflag, the library under kubectl, etcdctl and their like.
 *
 * Flags and arguments may stand in any order before `--`; `--name=value` and `--name value` are the
 * same, and so are `-n value`, `-n=value` and `-nvalue`. What was given wrong is told in pflag's
 * own sentences.
 *
 * Left out: flags that are hidden or deprecated, and the many types that only look different in a
 * help text.
 *
 * Source: github.com/spf13/pflag v1.0.5
 */

/** One flag, as pflag knows it. */
export interface Flag {
  readonly name: string;
  readonly short?: string;
  readonly type: 'bool' | 'string' | 'int64' | 'uint64' | 'duration' | 'strings';
  readonly initial: string;
  readonly usage: string;
  /** The value of a flag that is given without one; left out where a flag needs one. */
  readonly implied?: string;
}

/** What a command line said. */
export interface ParsedFlags {
  readonly args: readonly string[];
  /** The last value of each flag. */
  readonly values: ReadonlyMap<string, string>;
  /** Every value that was given, in order. */
  readonly all: ReadonlyMap<string, readonly string[]>;
  /** Flags that were given, by name. */
  readonly changed: ReadonlySet<string>;
  /** Everything after `--`. */
  readonly hasDashes: boolean;
}

export function flag(
  name: string,
  type: Flag['type'],
  initial: string,
  usage: string,
  short?: string,
): Flag {
  const implied = type === 'bool' ? { implied: 'true' } : {};
  return { name, type, initial, usage, ...implied, ...(short !== undefined && { short }) };
}

/**
 * Reads a command line: flags may stand anywhere before `--`.
 *
 * Errors: pflag's sentence
 */
export function parseFlags(words: readonly string[], flags: readonly Flag[]): ParsedFlags | string {
  const args: string[] = [];
  const values = new Map(flags.map(({ name, initial }) => [name, initial]));
  const all = new Map<string, string[]>();
  const changed = new Set<string>();
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === '--') {
      args.push(...words.slice(at + 1));
      return { args, values, all, changed, hasDashes: true };
    }
    if (!word.startsWith('-') || word === '-') {
      args.push(word);
      continue;
    }
    const read = word.startsWith('--') ? readLong(word, flags) : readShort(word, flags);
    if (typeof read === 'string') return read;
    for (const { flag: found, value, label } of read) {
      const given = value ?? found.implied ?? words[++at];
      if (given === undefined) return `flag needs an argument: ${label}`;
      const problem = checkValue(found, given);
      if (problem) return `invalid argument "${given}" for ${describe(found)} flag: ${problem}`;
      values.set(found.name, given);
      all.set(found.name, [...(all.get(found.name) ?? []), given]);
      changed.add(found.name);
    }
  }
  return { args, values, all, changed, hasDashes: false };
}

interface Read {
  readonly flag: Flag;
  readonly value: string | undefined;
  readonly label: string;
}

function readLong(word: string, flags: readonly Flag[]): Read[] | string {
  const [name = '', ...rest] = word.slice(2).split('=');
  if (name === '' || name.startsWith('-')) return `bad flag syntax: ${word}`;
  const found = flags.find((other) => other.name === name);
  if (!found) return `unknown flag: --${name}`;
  return [{ flag: found, value: rest.length > 0 ? rest.join('=') : undefined, label: `--${name}` }];
}

function readShort(word: string, flags: readonly Flag[]): Read[] | string {
  const reads: Read[] = [];
  for (let at = 1; at < word.length; at++) {
    const letter = word[at]!;
    const found = flags.find((other) => other.short === letter);
    if (!found) return `unknown shorthand flag: '${letter}' in ${word}`;
    const label = `'${letter}' in ${word}`;
    const rest = word.slice(at + 1);
    if (rest.startsWith('=')) return [...reads, { flag: found, value: rest.slice(1), label }];
    if (found.implied === undefined)
      return [...reads, { flag: found, value: rest || undefined, label }];
    reads.push({ flag: found, value: undefined, label });
  }
  return reads;
}

function describe({ name, short }: Flag): string {
  return short === undefined ? `"--${name}"` : `"-${short}, --${name}"`;
}

function checkValue({ type }: Flag, value: string): string | undefined {
  if (type === 'bool' && parseBool(value) === undefined) {
    return `strconv.ParseBool: parsing "${value}": invalid syntax`;
  }
  if (type === 'int64' && !/^[+-]?\d+$/.test(value)) {
    return `strconv.ParseInt: parsing "${value}": invalid syntax`;
  }
  if (type === 'uint64' && !/^\d+$/.test(value)) {
    return `strconv.ParseUint: parsing "${value}": invalid syntax`;
  }
  if (type === 'duration' && parseDuration(value) === undefined) {
    const hasUnit = /^[+-]?\d+(\.\d+)?$/.test(value) ? 'missing unit in' : 'invalid';
    return `time: ${hasUnit} duration "${value}"`;
  }
  return undefined;
}

export function parseBool(text: string): boolean | undefined {
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text)) return true;
  if (['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text)) return false;
  return undefined;
}

const unitsUs: Readonly<Record<string, number>> = {
  ns: 0.001,
  us: 1,
  µs: 1,
  ms: 1_000,
  s: 1_000_000,
  m: 60_000_000,
  h: 3_600_000_000,
};

/** Reads a Go duration: `1m30s`, `-500ms`. Units: microseconds. */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0;
  if (/^[+-]\d/.test(text)) {
    const us = parseDuration(text.slice(1));
    return us && (text.startsWith('-') ? -us : us);
  }
  let us = 0;
  const rest = text.replace(
    /(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g,
    (_, count: string, unit: string) => {
      us += Number(count) * unitsUs[unit]!;
      return '';
    },
  );
  return rest === '' && text !== '' ? Math.round(us) : undefined;
}

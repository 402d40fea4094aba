import type { Task } from '../../cluster/kernel/index.ts';
import { eachInput, readAll, splitLines } from './input.ts';
import { makeTool, type Tool } from './tool.ts';

/** One `-k`: from where to where of a line, and how that part is compared. */
interface SortKey {
  readonly from: { readonly field: number; readonly char: number };
  readonly to: { readonly field: number; readonly char: number } | undefined;
  readonly flags: string;
}

export const sort = makeTool(
  {
    usage: '[OPTION]... [FILE]...',
    trouble: 2,
    options: {
      'numeric-sort': 'n',
      'human-numeric-sort': 'h',
      'version-sort': 'V',
      'ignore-case': 'f',
      'ignore-leading-blanks': 'b',
      reverse: 'r',
      unique: 'u',
      stable: 's',
      key: 'k:',
      'field-separator': 't:',
      output: 'o:',
      check: 'c',
    },
  },
  function* (tool) {
    const separator = tool.value('field-separator');
    if (separator !== undefined && separator.length !== 1) {
      yield* tool.complain(`multi-character tab ‘${separator}’`);
      return 2;
    }
    const keys: SortKey[] = [];
    for (const text of tool.values('key')) {
      const key = parseKey(text);
      if (key === undefined) {
        const problem = `invalid number at field start: invalid count at start of ‘${text}’`;
        yield* tool.complain(problem);
        return 2;
      }
      keys.push(key);
    }
    const lines = yield* readLines(tool);
    if (lines === undefined) return 2;
    const compare = comparer(tool, keys, separator);
    if (tool.has('check')) return yield* check(tool, lines, compare);
    const sorted = [...lines].sort(
      (one, other) => compare(one, other) || lastResort(tool, one, other),
    );
    const kept = tool.has('unique')
      ? sorted.filter((line, index) => index === 0 || compare(sorted[index - 1]!, line) !== 0)
      : sorted;
    const text = kept.map((line) => `${line}\n`).join('');
    const output = tool.value('output');
    if (output === undefined) yield* tool.process.print(text);
    else tool.files.write(tool.resolve(output), text);
    return 0;
  },
);

function* readLines(tool: Tool): Task<string[] | undefined> {
  const lines: string[] = [];
  for (const name of tool.operands) {
    if (name === '-' || !tool.files.isDirectory(tool.resolve(name))) continue;
    yield* tool.complain(`read failed: ${name}: Is a directory`);
    return undefined;
  }
  const failed = yield* eachInput(
    tool,
    tool.operands,
    function* ({ stream }) {
      for (const line of splitLines(yield* readAll(stream))) lines.push(line);
    },
    (name, error) => `cannot read: ${name}: ${error}`,
  );
  return failed ? undefined : lines;
}

function* check(
  tool: Tool,
  lines: readonly string[],
  compare: (one: string, other: string) => number,
): Task<number> {
  for (const [index, line] of lines.entries()) {
    if (index === 0 || compare(lines[index - 1]!, line) <= 0) continue;
    return yield* tool.complain(`${tool.operands[0] ?? '-'}:${index + 1}: disorder: ${line}`);
  }
  return 0;
}

function parseKey(text: string): SortKey | undefined {
  const match = /^(\d+)(?:\.(\d+))?([bdfhnrV]*)(?:,(\d+)(?:\.(\d+))?([bdfhnrV]*))?$/.exec(text);
  if (match === null) return undefined;
  const [, field, char, flags = '', endField, endChar, endFlags = ''] = match;
  return {
    from: { field: Number(field), char: Number(char ?? '1') },
    to:
      endField === undefined
        ? undefined
        : { field: Number(endField), char: Number(endChar ?? '0') },
    flags: flags + endFlags,
  };
}

function comparer(
  tool: Tool,
  keys: readonly SortKey[],
  separator: string | undefined,
): (one: string, other: string) => number {
  const names = {
    'numeric-sort': 'n',
    'human-numeric-sort': 'h',
    'version-sort': 'V',
    'ignore-case': 'f',
    'ignore-leading-blanks': 'b',
    reverse: 'r',
  };
  let global = '';
  for (const [name, flag] of Object.entries(names)) if (tool.has(name)) global += flag;
  if (keys.length === 0) return (one, other) => compareBy(global, one, other);
  return (one, other) => {
    for (const key of keys) {
      const flags = key.flags === '' ? global : key.flags;
      const parts = [one, other].map((line) => keyOf(line, key, separator));
      const order = compareBy(flags, parts[0]!, parts[1]!);
      if (order !== 0) return order;
    }
    return 0;
  };
}

/** Lines that compare equal are put in byte order, but for `-s` and `-u`. */
function lastResort(tool: Tool, one: string, other: string): number {
  if (tool.has('stable', 'unique')) return 0;
  const order = compareText(one, other);
  return tool.has('reverse') ? -order : order;
}

/** Without a separator a field begins with the blanks before it. */
function keyOf(line: string, { from, to }: SortKey, separator: string | undefined): string {
  const fields =
    separator === undefined ? (line.match(/\s*\S+|\s+$/g) ?? []) : line.split(separator);
  const gap = separator === undefined ? 0 : 1;
  const startOf = (field: number): number =>
    fields.slice(0, field).reduce((sum, text) => sum + text.length + gap, 0);
  const start = startOf(from.field - 1) + from.char - 1;
  if (to === undefined) return line.slice(start);
  const end = to.char === 0 ? startOf(to.field) - gap : startOf(to.field - 1) + to.char;
  return line.slice(start, Math.max(start, end));
}

function compareBy(flags: string, one: string, other: string): number {
  const sign = flags.includes('r') ? -1 : 1;
  if (/[nh]/.test(flags)) return sign * (numberOf(one, flags) - numberOf(other, flags));
  const trim = (text: string): string => (/b/.test(flags) ? text.trimStart() : text);
  const fold = (text: string): string => (/f/.test(flags) ? trim(text).toUpperCase() : trim(text));
  if (flags.includes('V')) return sign * compareVersions(fold(one), fold(other));
  return sign * compareText(fold(one), fold(other));
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

const unitSizes: Readonly<Record<string, number>> = {
  '': 1,
  K: 1_024,
  M: 1_048_576,
  G: 1_073_741_824,
  T: 1_099_511_627_776,
};

function numberOf(text: string, flags: string): number {
  const match = /^\s*(-?\d*\.?\d*)([KMGT]?)/.exec(text)!;
  const value = Number(match[1]) || 0;
  return flags.includes('h') ? value * unitSizes[match[2]!]! : value;
}

function compareVersions(one: string, other: string): number {
  const split = (text: string): string[] => text.split(/(\d+)/);
  const [left, right] = [split(one), split(other)];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const [a, b] = [left[at]!, right[at]!];
    const order = at % 2 === 1 ? Number(a) - Number(b) : compareText(a, b);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

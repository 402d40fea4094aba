/**
 * journalctl: reads the machine's journal.
 *
 * It prints entries oldest first, with a line between two boots, filters by unit, boot and time,
 * and follows what is written. There is no pager; `-e` shows the last 1,000 lines, as it says, and
 * ends.
 *
 * What it leaves out: priorities, fields and cursors, the explanations of `-x`, other machines.
 *
 * Source:  systemd 252, journalctl(1)
 */
import { wait, type Process, type Program, type Task } from '../../cluster/kernel/index.ts';
import {
  machineOf,
  unitName,
  type JournalEntry,
  type Machine,
} from '../../cluster/machine/index.ts';
import {
  hasOption,
  lastOption,
  parseOptions,
  type OptionTable,
  type ParsedOptions,
} from '../getopt.ts';
import { absentFormats, entryFormats, type EntryFormat } from './format.ts';
import { parseMoment } from './time.ts';

const options = {
  unit: 'u:',
  follow: 'f',
  lines: 'n::',
  'no-tail': '',
  reverse: 'r',
  boot: 'b::',
  output: 'o:',
  since: 'S:',
  until: 'U:',
  identifier: 't:',
  grep: 'g:',
  'pager-end': 'e',
  catalog: 'x',
  'no-pager': '',
  'no-hostname': '',
  quiet: 'q',
  all: 'a',
  full: 'l',
  utc: '',
  'list-boots': '',
  dmesg: 'k',
  system: '',
};

/** What else the real one can be asked. */
const absent: OptionTable = {
  priority: 'p:',
  facility: ':',
  cursor: 'c:',
  'after-cursor': ':',
  'show-cursor': '',
  field: 'F:',
  fields: 'N',
  'output-fields': ':',
  'disk-usage': '',
  'vacuum-size': ':',
  'vacuum-time': ':',
  header: '',
  verify: '',
  rotate: '',
  user: '',
  directory: 'D:',
};

interface Query {
  readonly machine: Machine;
  readonly format: EntryFormat;
  readonly matches: (entry: JournalEntry) => boolean;
  /** Infinity where no limit was given. */
  readonly lines: number;
  readonly isReverse: boolean;
  readonly isQuiet: boolean;
}

export const journalctl: Program = function* (process, argv) {
  const parsed = parseOptions(joinOptionalValues(argv.slice(1)), { ...options, ...absent });
  if ('error' in parsed) {
    yield* process.warn(`journalctl: ${parsed.error}\n`);
    return 1;
  }
  const missing = Object.keys(absent).find((name) => hasOption(parsed, name));
  if (missing !== undefined) {
    yield* process.warn(`journalctl: "--${missing}" is not modelled in this lab\n`);
    return 1;
  }
  const machine = machineOf(process);
  if (hasOption(parsed, 'list-boots')) return yield* listBoots(process, machine);
  const query = makeQuery(machine, parsed);
  if (typeof query === 'string') {
    yield* process.warn(`${query}\n`);
    return 1;
  }
  return hasOption(parsed, 'follow')
    ? yield* follow(process, query)
    : yield* printOnce(process, query);
};

/** `-n 5` and `-b -1`: an optional argument may stand apart where it looks like one. */
function joinOptionalValues(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const before = joined.at(-1) ?? '';
    const isValue =
      (/^-[a-zA-Z]*n$/.test(before) && /^(\d+|all)$/.test(arg)) ||
      (/^-[a-zA-Z]*b$/.test(before) && /^[-+]?\d+$/.test(arg));
    if (isValue) joined[joined.length - 1] = before + arg;
    else if (before === '--lines' && /^(\d+|all)$/.test(arg)) {
      joined[joined.length - 1] = `${before}=${arg}`;
    } else joined.push(arg);
  }
  return joined;
}

/** Errors: what journalctl says of options that it can't use. */
function makeQuery(machine: Machine, parsed: ParsedOptions): Query | string {
  const { bootCount, kernel } = machine;
  const output = lastOption(parsed, 'output') ?? 'short';
  const format = entryFormats[output];
  if (absentFormats.has(output)) return `journalctl: "-o ${output}" is not modelled in this lab`;
  if (format === undefined) return `Unknown output format '${output}'.`;
  const boot = bootOf(lastOption(parsed, 'boot'), bootCount);
  if (boot === 'invalid') return `Failed to parse boot offset '${lastOption(parsed, 'boot')}'`;
  if (boot === 'none') {
    const which = `Data from the specified boot (${lastOption(parsed, 'boot')})`;
    return `${which} is not available: No such boot ID in journal`;
  }
  const range: Record<'since' | 'until', number> = { since: -Infinity, until: Infinity };
  for (const end of ['since', 'until'] as const) {
    const text = lastOption(parsed, end);
    if (text === undefined) continue;
    const atUs = parseMoment(text, kernel.nowUs);
    if (atUs === undefined) return `Failed to parse timestamp: ${text}`;
    range[end] = atUs;
  }
  const lines = linesOf(parsed);
  if (lines === undefined) return `Failed to parse lines '${lastOption(parsed, 'lines')}'`;
  const matchesNames = matcherOf(parsed);
  if (matchesNames === undefined) return `Bad pattern "${lastOption(parsed, 'grep')}"`;
  return {
    machine,
    format,
    lines,
    isReverse: hasOption(parsed, 'reverse'),
    isQuiet: hasOption(parsed, 'quiet'),
    matches: (entry) =>
      (boot === undefined || entry.boot === boot) &&
      entry.atUs >= range.since &&
      entry.atUs <= range.until &&
      matchesNames(entry),
  };
}

/** Which boot `-b` means; 0 is the present one, -1 the one before, 1 the first that is known. */
function bootOf(
  text: string | undefined,
  present: number,
): number | undefined | 'invalid' | 'none' {
  if (text === undefined) return undefined;
  const offset = Number(text === '' ? 0 : text);
  if (!Number.isInteger(offset)) return 'invalid';
  const boot = offset > 0 ? offset : present + offset;
  return boot >= 1 && boot <= present ? boot : 'none';
}

/** Errors: undefined where `-n` has no number. */
function linesOf(parsed: ParsedOptions): number | undefined {
  const text = lastOption(parsed, 'lines');
  if (text === 'all' || (text === undefined && hasOption(parsed, 'no-tail'))) return Infinity;
  if (text !== undefined && text !== '') return /^\d+$/.test(text) ? Number(text) : undefined;
  if (text === '' || hasOption(parsed, 'follow')) return 10;
  return hasOption(parsed, 'pager-end') ? 1_000 : Infinity;
}

/** Errors: undefined where `-g` has a pattern that is none. */
function matcherOf(parsed: ParsedOptions): ((entry: JournalEntry) => boolean) | undefined {
  const valuesOf = (name: string): string[] =>
    parsed.options.filter(([other]) => other === name).map(([, value]) => value);
  const units = valuesOf('unit').map(unitName);
  const identifiers = valuesOf('identifier');
  const grep = compile(lastOption(parsed, 'grep') ?? '');
  if (grep === undefined) return undefined;
  const isOfKernel = hasOption(parsed, 'dmesg');
  return ({ identifier, message, unit }) =>
    (units.length === 0 || (unit !== undefined && units.includes(unit))) &&
    // There is no kernel that says anything.
    !isOfKernel &&
    (identifiers.length === 0 || identifiers.includes(identifier)) &&
    grep.test(message);
}

/** Like the real one: a pattern without capitals matches them too. */
function compile(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern, pattern === pattern.toLowerCase() ? 'i' : '');
  } catch {
    return undefined;
  }
}

function* printOnce(process: Process, query: Query): Task<number> {
  const { format, isReverse, lines, machine } = query;
  let entries = machine.journal.since().filter(query.matches);
  if (lines < entries.length) entries = lines === 0 ? [] : entries.slice(-lines);
  if (isReverse) entries = entries.toReversed();
  if (entries.length === 0 && !query.isQuiet) yield* process.print('-- No entries --\n');
  let boot: number | undefined;
  for (const entry of entries) {
    if (boot !== undefined && boot !== entry.boot && !query.isQuiet) {
      yield* process.print(`-- Boot ${machine.journal.bootId(entry.boot)} --\n`);
    }
    boot = entry.boot;
    yield* process.print(`${format(entry, machine)}\n`);
  }
  return 0;
}

/** Prints the last lines, then every new one until it is interrupted. */
function* follow(process: Process, query: Query): Task<number> {
  const { format, lines, machine } = query;
  const { journal } = machine;
  let next = journal.end;
  const earlier = journal.since().filter(query.matches);
  for (const entry of lines === 0 ? [] : earlier.slice(-lines)) {
    yield* process.print(`${format(entry, machine)}\n`);
  }
  for (;;) {
    const entries = journal.since(next);
    next = journal.end;
    for (const entry of entries.filter(query.matches)) {
      yield* process.print(`${format(entry, machine)}\n`);
    }
    if (journal.end === next) yield* wait(journal.changed);
  }
}

/** Source: systemd 252, src/journal/journalctl.c: `list_boots` */
function* listBoots(process: Process, machine: Machine): Task<number> {
  const entries = machine.journal.since();
  const boots = [...new Set(entries.map(({ boot }) => boot))];
  const full = entryFormats['short-full']!;
  const timeOf = (entry: JournalEntry): string => full(entry, machine).slice(0, 27);
  yield* process.print(
    `IDX BOOT ID                          FIRST ENTRY                 LAST ENTRY\n`,
  );
  for (const boot of boots) {
    const own = entries.filter((entry) => entry.boot === boot);
    const index = String(boot - machine.bootCount).padStart(3);
    const times = `${timeOf(own[0]!)} ${timeOf(own.at(-1)!)}`;
    yield* process.print(`${index} ${machine.journal.bootId(boot)} ${times}\n`);
  }
  return 0;
}

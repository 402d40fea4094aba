import {
  calendarTime,
  EPOCH_SECONDS,
  formatRfc3339,
  HOUR,
  SECOND,
  type CalendarTime,
  type Program,
} from '../../cluster/kernel/index.ts';
import { hasOption, lastOption, parseOptions } from '../getopt.ts';

const options = {
  utc: 'u',
  universal: '',
  'iso-8601': 'I::',
  'rfc-email': 'R',
  'rfc-3339': ':',
  date: 'd:',
};

const DAY = 24 * HOUR;

const weekdays = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const months =
  'January February March April May June July August September October November December'.split(
    ' ',
  );

/** `date`: prints the time. Differs: the zone is UTC; `-d` takes `now` and `@SECONDS` alone. */
export const date: Program = function* (process, argv) {
  const parsed = parseOptions(argv.slice(1), options);
  if ('error' in parsed) {
    yield* process.warn(`date: ${parsed.error}\nTry 'date --help' for more information.\n`);
    return 1;
  }
  const text = lastOption(parsed, 'date');
  const atUs = text === undefined ? process.nowUs : parseDate(text, process.nowUs);
  if (atUs === undefined) {
    yield* process.warn(`date: invalid date ‘${text}’\n`);
    return 1;
  }
  const [operand, extra] = parsed.operands;
  if (extra !== undefined) {
    yield* process.warn(`date: extra operand ‘${extra}’\n`);
    yield* process.warn("Try 'date --help' for more information.\n");
    return 1;
  }
  if (operand !== undefined && !operand.startsWith('+')) {
    yield* process.warn(`date: invalid date ‘${operand}’\n`);
    return 1;
  }
  let format = operand?.slice(1) ?? '%a %b %e %H:%M:%S %Z %Y';
  if (hasOption(parsed, 'rfc-email')) format = '%a, %d %b %Y %H:%M:%S %z';
  const iso = lastOption(parsed, 'iso-8601');
  if (iso !== undefined) format = isoFormats[iso] ?? isoFormats['']!;
  yield* process.print(`${formatDate(format, atUs)}\n`);
  return 0;
};

const isoFormats: Readonly<Record<string, string>> = {
  '': '%Y-%m-%d',
  date: '%Y-%m-%d',
  hours: '%Y-%m-%dT%H+00:00',
  minutes: '%Y-%m-%dT%H:%M+00:00',
  seconds: '%Y-%m-%dT%H:%M:%S+00:00',
  s: '%Y-%m-%dT%H:%M:%S+00:00',
  ns: '%Y-%m-%dT%H:%M:%S,%N+00:00',
};

function parseDate(text: string, nowUs: number): number | undefined {
  if (text === 'now' || text === '') return nowUs;
  const seconds = /^@(\d+)$/.exec(text)?.[1];
  return seconds === undefined ? undefined : (Number(seconds) - EPOCH_SECONDS) * SECOND;
}

const pad = (value: number, width = 2, fill = '0'): string => String(value).padStart(width, fill);

type Conversion = (at: CalendarTime, atUs: number) => string;

/** strftime(3)'s conversions, as far as somebody asks for them. */
const conversions: Readonly<Record<string, Conversion>> = {
  a: (at) => weekdays[at.weekday]!.slice(0, 3),
  A: (at) => weekdays[at.weekday]!,
  b: (at) => months[at.month - 1]!.slice(0, 3),
  h: (at) => months[at.month - 1]!.slice(0, 3),
  B: (at) => months[at.month - 1]!,
  c: (_, atUs) => formatDate('%a %b %e %H:%M:%S %Y', atUs),
  C: (at) => pad(Math.floor(at.year / 100)),
  d: (at) => pad(at.day),
  D: (_, atUs) => formatDate('%m/%d/%y', atUs),
  e: (at) => pad(at.day, 2, ' '),
  F: (_, atUs) => formatRfc3339(atUs).slice(0, 10),
  H: (at) => pad(at.hour),
  I: (at) => pad(((at.hour + 11) % 12) + 1),
  j: (at, atUs) => pad(dayOfYear(at, atUs), 3),
  k: (at) => pad(at.hour, 2, ' '),
  m: (at) => pad(at.month),
  M: (at) => pad(at.minute),
  n: () => '\n',
  N: (at) => `${pad(at.microsecond, 6)}000`,
  p: (at) => (at.hour < 12 ? 'AM' : 'PM'),
  R: (at) => `${pad(at.hour)}:${pad(at.minute)}`,
  s: (_, atUs) => String(EPOCH_SECONDS + Math.floor(atUs / SECOND)),
  S: (at) => pad(at.second),
  t: () => '\t',
  T: (_, atUs) => formatDate('%H:%M:%S', atUs),
  u: (at) => String(at.weekday === 0 ? 7 : at.weekday),
  w: (at) => String(at.weekday),
  x: (_, atUs) => formatDate('%m/%d/%y', atUs),
  X: (_, atUs) => formatDate('%H:%M:%S', atUs),
  y: (at) => pad(at.year % 100),
  Y: (at) => String(at.year),
  z: () => '+0000',
  Z: () => 'UTC',
  '%': () => '%',
};

/** Formats a moment by strftime(3)'s conversions; `%3N` are milliseconds. */
export function formatDate(format: string, atUs: number): string {
  const at = calendarTime(atUs);
  return format.replace(/%([-_0^]?)(\d*)([a-zA-Z%])/g, (whole, flag: string, width, letter) => {
    const conversion = conversions[letter as string];
    if (conversion === undefined) return whole;
    const text = conversion(at, atUs);
    if (letter === 'N' && width !== '') return text.slice(0, Number(width));
    if (flag === '-') return text.replace(/^[0 ]+(?=.)/, '');
    if (flag === '_') return text.replace(/^0+(?=.)/, (zeros) => ' '.repeat(zeros.length));
    return flag === '^' ? text.toUpperCase() : text;
  });
}

/** Counts back month by month: the day before a month's first is the last of the month before. */
function dayOfYear(at: CalendarTime, atUs: number): number {
  let day = at.day;
  let lastOfMonthUs = atUs - at.day * DAY;
  for (let month = at.month; month > 1; month--) {
    const { day: days } = calendarTime(lastOfMonthUs);
    day += days;
    lastOfMonthUs -= days * DAY;
  }
  return day;
}

import { EPOCH_SECONDS, HOUR, SECOND } from '../../cluster/kernel/index.ts';
import { parseTimeSpan } from '../../cluster/machine/index.ts';

const DAY = 24 * HOUR;

/** A day, a time, or both; the zone can only be ours. */
const DATE = new RegExp(
  String.raw`^(?:(\d{4})-(\d\d)-(\d\d))?[ T]?` +
    String.raw`(?:(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?)?(?: ?UTC|Z)?$`,
);

/**
 * Reads a moment as `--since` and `--until` take it: `2026-11-02 08:00:30`, `08:00`, `today`,
 * `yesterday`, `now`, `-5min`, `10 min ago`, `@1793606400`.
 *
 * Units:   microseconds of virtual time; may be before the lab's start
 * Errors:  undefined where it is no moment
 */
export function parseMoment(text: string, nowUs: number): number | undefined {
  const startOfDayUs = nowUs - ((EPOCH_SECONDS * SECOND + nowUs) % DAY);
  const words = text.trim();
  if (words === 'now') return nowUs;
  if (words === 'today') return startOfDayUs;
  if (words === 'yesterday') return startOfDayUs - DAY;
  if (words === 'tomorrow') return startOfDayUs + DAY;
  if (/^@\d+$/.test(words)) return (Number(words.slice(1)) - EPOCH_SECONDS) * SECOND;
  const relative = /^([-+])(.+)$/.exec(words) ?? /^()(.+) ago$/.exec(words);
  if (relative) {
    const span = parseTimeSpan(relative[2]!);
    if (span === undefined) return undefined;
    return relative[1] === '+' ? nowUs + span : nowUs - span;
  }
  return parseDate(words, startOfDayUs);
}

function parseDate(text: string, startOfDayUs: number): number | undefined {
  const match = DATE.exec(text);
  if (!match || text === '') return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = ''] = match;
  const dayUs =
    year === undefined
      ? startOfDayUs
      : (daysSince1970(Number(year), Number(month), Number(day)) * 86_400 - EPOCH_SECONDS) * SECOND;
  const seconds = (Number(hour) * 60 + Number(minute)) * 60 + Number(second);
  return dayUs + seconds * SECOND + Number(fraction.padEnd(6, '0'));
}

/** Source: the "days from civil" algorithm for the proleptic Gregorian calendar. */
function daysSince1970(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  return era * 146_097 + yearOfEra * 365 + leapDays + dayOfYear - 719_468;
}

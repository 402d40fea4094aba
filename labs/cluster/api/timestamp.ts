/**
 * Reads a time in RFC 3339, in UTC or with an offset.
 *
 * Units:   seconds since 1970, with a fraction where the text has one
 * Errors:  undefined where the text is no such time
 * Source:  the "days from civil" algorithm for the proleptic Gregorian calendar
 */
export function parseTimestamp(text: string | undefined): number | undefined {
  const pattern = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(?:Z|([+-])(\d\d):(\d\d))$/;
  const match = pattern.exec(text ?? '');
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as number[];
  const days = daysSince1970(year!, month!, day!);
  const offset = (Number(match[9] ?? 0) * 60 + Number(match[10] ?? 0)) * 60;
  const local = days * 86_400 + hour! * 3_600 + minute! * 60 + second! + Number(match[7] ?? 0);
  return match[8] === '-' ? local + offset : local - offset;
}

function daysSince1970(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  return era * 146_097 + yearOfEra * 365 + leapDays + dayOfYear - 719_468;
}

/**
 * A time span for readers, as in the AGE column.
 *
 * Shape:   `12s`, `5m2s`, `47m`, `3h10m`, `2d4h`, `13d`, `2y35d`
 * Units:   seconds
 * Source:  apimachinery util/duration/duration.go `HumanDuration`
 */
export function humanDuration(span: number): string {
  const seconds = Math.floor(span);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return joined(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return joined(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (hours < 192) return joined(days, 'd', hours % 24, 'h');
  if (days < 365 * 2) return `${days}d`;
  const years = Math.floor(days / 365);
  return days < 365 * 8 ? joined(years, 'y', days % 365, 'd') : `${years}y`;
}

function joined(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`;
}

/** The AGE of something since `text`. Shape: `<unknown>` where it has no time. */
export function ageOf(text: string | undefined, nowSeconds: number): string {
  const since = parseTimestamp(text);
  return since === undefined ? '<unknown>' : humanDuration(nowSeconds - since);
}

/** Virtual time is counted in whole microseconds since the lab was switched on. */
export const MICROSECOND = 1;
export const MILLISECOND = 1_000;
export const SECOND = 1_000_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/**
 * The wall-clock moment at which every lab is switched on: 2026-11-02 08:00:00 UTC, a Monday.
 * Programs that print a date add the virtual time to it.
 *
 * Units: seconds since 1970.
 */
export const EPOCH_SECONDS = 1_793_606_400;

/** One moment on the calendar, in UTC. */
export interface CalendarTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  /** 0 is Sunday. */
  readonly weekday: number;
}

/**
 * Turns virtual time into a date, without the engine's own clock or calendar.
 *
 * Units:   microseconds of virtual time
 * Source:  the "civil from days" algorithm for the proleptic Gregorian calendar
 */
export function calendarTime(atUs: number): CalendarTime {
  const seconds = EPOCH_SECONDS + Math.floor(atUs / SECOND);
  const days = Math.floor(seconds / 86_400);
  const rest = seconds - days * 86_400;
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1,
    hour: Math.floor(rest / 3_600),
    minute: Math.floor(rest / 60) % 60,
    second: rest % 60,
    microsecond: atUs - Math.floor(atUs / SECOND) * SECOND,
    weekday: (days + 4) % 7,
  };
}

/**
 * The date as RFC 3339 prints it, in UTC, with `digits` digits of fraction.
 *
 * Shape:   `2026-11-02T08:00:12Z`, or `2026-11-02T08:00:12.034567Z` with 6 digits
 */
export function formatRfc3339(atUs: number, digits = 0): string {
  const at = calendarTime(atUs);
  const pad = (value: number, width = 2): string => String(value).padStart(width, '0');
  const fraction = digits === 0 ? '' : `.${pad(at.microsecond, 6).slice(0, digits)}`;
  const date = `${pad(at.year, 4)}-${pad(at.month)}-${pad(at.day)}`;
  return `${date}T${pad(at.hour)}:${pad(at.minute)}:${pad(at.second)}${fraction}Z`;
}

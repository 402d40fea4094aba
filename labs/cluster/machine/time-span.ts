import { HOUR, MILLISECOND, MINUTE, SECOND, calendarTime } from '../kernel/index.ts';

const DAY = 24 * HOUR;

const unitsUs: Readonly<Record<string, number>> = {
  us: 1,
  usec: 1,
  ms: MILLISECOND,
  msec: MILLISECOND,
  '': SECOND,
  s: SECOND,
  sec: SECOND,
  second: SECOND,
  seconds: SECOND,
  m: MINUTE,
  min: MINUTE,
  minute: MINUTE,
  minutes: MINUTE,
  h: HOUR,
  hr: HOUR,
  hour: HOUR,
  hours: HOUR,
  d: DAY,
  day: DAY,
  days: DAY,
  w: 7 * DAY,
  week: 7 * DAY,
  weeks: 7 * DAY,
};

/**
 * Reads a span as systemd.time(7) writes them: `5`, `5s`, `1min 30s`, `infinity`.
 *
 * Units:   microseconds
 * Errors:  undefined where it is no span
 */
export function parseTimeSpan(text: string): number | undefined {
  if (text === 'infinity') return Number.MAX_SAFE_INTEGER;
  let total = 0;
  let rest = text.trim();
  if (rest === '') return undefined;
  while (rest !== '') {
    const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)\s*/.exec(rest);
    const unitUs = match ? unitsUs[match[2]!] : undefined;
    if (!match || unitUs === undefined) return undefined;
    total += Math.round(Number(match[1]) * unitUs);
    rest = rest.slice(match[0].length);
  }
  return total;
}

const spanSteps: readonly (readonly [string, number])[] = [
  ['d', DAY],
  ['h', HOUR],
  ['min', MINUTE],
];

/**
 * Prints a span as systemd does, down to the millisecond.
 *
 * Shape:   `1min 30.250s`, `4ms`
 */
export function formatTimeSpan(us: number): string {
  const parts: string[] = [];
  let rest = Math.floor(us / MILLISECOND) * MILLISECOND;
  for (const [name, unitUs] of spanSteps) {
    if (rest >= unitUs) parts.push(`${Math.floor(rest / unitUs)}${name}`);
    rest %= unitUs;
  }
  if (rest >= SECOND) {
    const milliseconds = Math.floor((rest % SECOND) / MILLISECOND);
    const fraction = milliseconds === 0 ? '' : `.${String(milliseconds).padStart(3, '0')}`;
    parts.push(`${Math.floor(rest / SECOND)}${fraction}s`);
  } else if (rest > 0) parts.push(`${rest / MILLISECOND}ms`);
  return parts.length === 0 ? '0' : parts.join(' ');
}

/**
 * How long ago something was, as systemd says it.
 *
 * Shape:   `3s ago`, `2min 3s ago`, `1h 5min ago`
 * Source:  systemd, src/basic/time-util.c: `format_timestamp_relative`
 */
export function formatAgo(us: number): string {
  if (us >= DAY) {
    const days = Math.floor(us / DAY);
    const hours = Math.floor((us % DAY) / HOUR);
    return `${days} day${days > 1 ? 's' : ''}${hours > 0 ? ` ${hours}h` : ''} ago`;
  }
  if (us >= HOUR) return `${Math.floor(us / HOUR)}h ${Math.floor((us % HOUR) / MINUTE)}min ago`;
  if (us >= 5 * MINUTE) return `${Math.floor(us / MINUTE)}min ago`;
  if (us >= MINUTE)
    return `${Math.floor(us / MINUTE)}min ${Math.floor((us % MINUTE) / SECOND)}s ago`;
  if (us >= SECOND) return `${Math.floor(us / SECOND)}s ago`;
  if (us >= MILLISECOND) return `${Math.floor(us / MILLISECOND)}ms ago`;
  return us > 0 ? `${us}us ago` : 'now';
}

export const weekdayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/** Shape: `Mon 2026-11-02 08:00:01 UTC`. */
export function formatTimestamp(atUs: number): string {
  const at = calendarTime(atUs);
  const pad = (value: number): string => String(value).padStart(2, '0');
  const date = `${at.year}-${pad(at.month)}-${pad(at.day)}`;
  const time = `${pad(at.hour)}:${pad(at.minute)}:${pad(at.second)}`;
  return `${weekdayNames[at.weekday]} ${date} ${time} UTC`;
}

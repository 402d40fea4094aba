import { calendarTime, EPOCH_SECONDS, formatRfc3339, SECOND } from '../../cluster/kernel/index.ts';
import type { JournalEntry, Machine } from '../../cluster/machine/index.ts';

/** One way to print an entry: `journalctl -o NAME`. */
export type EntryFormat = (entry: JournalEntry, machine: Machine) => string;

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

const pad = (value: number, width = 2): string => String(value).padStart(width, '0');

/** Shape: `Nov 02 08:00:01`. */
function shortTime(atUs: number): string {
  const at = calendarTime(atUs);
  const time = `${pad(at.hour)}:${pad(at.minute)}:${pad(at.second)}`;
  return `${months[at.month - 1]} ${pad(at.day)} ${time}`;
}

/** Puts what goes before it on an entry's first line; the others stand under the message. */
function withPrefix(prefix: string, message: string): string {
  return prefix + message.replaceAll('\n', `\n${' '.repeat(prefix.length)}`);
}

/** Shape: `Nov 02 08:00:01 etcd-1 etcd[412]: message`, the default of `journalctl`. */
export function formatShort(entry: JournalEntry, host: string, time?: string): string {
  const { identifier, pid, message } = entry;
  return withPrefix(`${time ?? shortTime(entry.atUs)} ${host} ${identifier}[${pid}]: `, message);
}

function preciseTime(atUs: number): string {
  return `${shortTime(atUs)}.${pad(calendarTime(atUs).microsecond, 6)}`;
}

function formatJson(entry: JournalEntry, machine: Machine): string {
  const { atUs, boot, identifier, message, pid, unit } = entry;
  const fields: Record<string, string> = {
    __REALTIME_TIMESTAMP: String(EPOCH_SECONDS * SECOND + atUs),
    _BOOT_ID: machine.journal.bootId(boot),
    _HOSTNAME: machine.name,
    SYSLOG_IDENTIFIER: identifier,
    _PID: String(pid),
    MESSAGE: message,
  };
  if (unit !== undefined) fields[pid === 1 ? 'UNIT' : '_SYSTEMD_UNIT'] = unit;
  return JSON.stringify(fields);
}

/** The formats that the real one has besides. */
export const absentFormats: ReadonlySet<string> = new Set([
  ...['short-iso-precise', 'short-monotonic', 'short-delta', 'verbose', 'export', 'json-pretty'],
  ...['json-sse', 'json-seq', 'with-unit'],
]);

/** The formats that we have, by the names that `-o` takes. */
export const entryFormats: Readonly<Record<string, EntryFormat>> = {
  short: (entry, { name }) => formatShort(entry, name),
  'short-full': (entry, { name }) => {
    const { weekday } = calendarTime(entry.atUs);
    const day = 'Sun Mon Tue Wed Thu Fri Sat'.split(' ')[weekday];
    const [date, time] = formatRfc3339(entry.atUs).slice(0, -1).split('T');
    return formatShort(entry, name, `${day} ${date} ${time} UTC`);
  },
  'short-iso': (entry, { name }) =>
    formatShort(entry, name, `${formatRfc3339(entry.atUs).slice(0, -1)}+0000`),
  'short-precise': (entry, { name }) => formatShort(entry, name, preciseTime(entry.atUs)),
  'short-unix': (entry, { name }) => {
    const seconds = EPOCH_SECONDS + Math.floor(entry.atUs / SECOND);
    return formatShort(entry, name, `${seconds}.${pad(calendarTime(entry.atUs).microsecond, 6)}`);
  },
  cat: ({ message }) => message,
  json: formatJson,
};

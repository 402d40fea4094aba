import { calendarTime, SECOND } from '../../cluster/kernel/index.ts';
import type { FileStatus } from '../../cluster/machine/files.ts';

/** Shape: `-rw-r--r--` */
export function formatMode({ kind, mode }: Pick<FileStatus, 'kind' | 'mode'>): string {
  const letters = [...'rwxrwxrwx'].map((letter, index) => (mode & (0o400 >> index) ? letter : '-'));
  return (kind === 'directory' ? 'd' : '-') + letters.join('');
}

/** Shape: `512`, `4.0K`, `12M`: rounded up, as GNU's `-h` does. Units: bytes */
export function formatSize(bytes: number): string {
  const units = ['', 'K', 'M', 'G', 'T'];
  let size = bytes;
  let unit = 0;
  while (size >= 1_024 && unit < units.length - 1) {
    size /= 1_024;
    unit++;
  }
  if (unit === 0) return String(bytes);
  const tenths = Math.ceil(size * 10);
  const text = tenths < 100 ? (tenths / 10).toFixed(1) : String(Math.ceil(size));
  return `${text}${units[unit]!}`;
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const HALF_YEAR_US = 15_778_476 * SECOND;

/** Shape: `Nov  2 08:00`, and with the year where it is more than half a year ago. */
export function formatTime(atUs: number, nowUs: number): string {
  const { month, day, hour, minute, year } = calendarTime(atUs);
  const two = (value: number): string => String(value).padStart(2, '0');
  const isRecent = atUs <= nowUs && nowUs - atUs < HALF_YEAR_US;
  const rest = isRecent ? `${two(hour)}:${two(minute)}` : ` ${year}`;
  return `${months[month - 1]!} ${String(day).padStart(2)} ${rest}`;
}

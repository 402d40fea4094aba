import { calendarTime } from '../kernel/index.ts';

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = [
  ...['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun'],
  ...['Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
];

/** A moment as HTTP's headers have it. Shape: `Mon, 23 Nov 2026 08:44:24 GMT` */
export function httpDate(atUs: number): string {
  const at = calendarTime(atUs);
  const pad = (value: number): string => String(value).padStart(2, '0');
  const date = `${pad(at.day)} ${months[at.month - 1]} ${at.year}`;
  return `${weekdays[at.weekday]}, ${date} ${pad(at.hour)}:${pad(at.minute)}:${pad(at.second)} GMT`;
}

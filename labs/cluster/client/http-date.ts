import { calendarTime, SECOND } from '../kernel/index.ts';

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = [
  ...['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun'],
  ...['Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
];

/** The last second that was asked for: answers are many in one. */
const last = { second: -1, text: '' };

/** A moment as HTTP's headers have it. Shape: `Mon, 23 Nov 2026 08:44:24 GMT` */
export function httpDate(atUs: number): string {
  const second = Math.floor(atUs / SECOND);
  if (second !== last.second) Object.assign(last, { second, text: format(atUs) });
  return last.text;
}

function format(atUs: number): string {
  const at = calendarTime(atUs);
  const pad = (value: number): string => String(value).padStart(2, '0');
  const date = `${pad(at.day)} ${months[at.month - 1]} ${at.year}`;
  return `${weekdays[at.weekday]}, ${date} ${pad(at.hour)}:${pad(at.minute)}:${pad(at.second)} GMT`;
}

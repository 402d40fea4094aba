import { calendarTime, type Process, type WindowSize } from '../../cluster/kernel/index.ts';
import { charWidth } from '../editor/width.ts';
import { reversed } from '../full-screen.ts';

export interface WatchStyle {
  readonly command: string;
  readonly seconds: number;
  readonly hasTitle: boolean;
  readonly hasMarks: boolean;
}

/** The lines that one run shows: the title, and as much of the output as fits. */
export function drawRun(
  process: Process,
  style: WatchStyle,
  size: WindowSize,
  text: string,
  before: string | undefined,
): string[] {
  const title = style.hasTitle ? [formatTitle(process, style, size.columns), ''] : [];
  const now = fold(text, size.columns);
  const then = style.hasMarks && before !== undefined ? fold(before, size.columns) : now;
  const lines = now.map((line, at) => (then === now ? line : markChanges(line, then[at] ?? '')));
  return [...title, ...lines].slice(0, size.rows);
}

/** Shape: `Every 2.0s: kubectl get nodes          cp-1: Mon Nov  2 08:00:12 2026` */
function formatTitle(process: Process, { command, seconds }: WatchStyle, columns: number): string {
  const left = `Every ${seconds.toFixed(1)}s: `;
  const right = `${process.host.name}: ${formatTime(process.nowUs)}`;
  const room = columns - left.length - right.length - 2;
  if (room < 3) return right.slice(0, columns);
  const shown = command.length > room ? `${command.slice(0, room - 3)}...` : command;
  return (left + shown).padEnd(columns - right.length) + right;
}

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = [
  ...['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun'],
  ...['Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
];

/** Shape: as ctime(3): `Mon Nov  2 08:00:12 2026` */
function formatTime(atUs: number): string {
  const at = calendarTime(atUs);
  const pad = (value: number): string => String(value).padStart(2, '0');
  const time = `${pad(at.hour)}:${pad(at.minute)}:${pad(at.second)}`;
  const day = String(at.day).padStart(2);
  return `${weekdays[at.weekday]} ${months[at.month - 1]} ${day} ${time} ${at.year}`;
}

/** Long lines go on below; tabs become blanks, other control characters go. */
function fold(text: string, columns: number): string[] {
  const folded: string[] = [];
  for (const line of text.replace(/\n$/, '').split('\n')) {
    let row = '';
    let width = 0;
    for (const char of line.replace(/\u001b\[[\d;]*[A-Za-z]/g, '')) {
      const shown = char === '\t' ? ' '.repeat(8 - (width % 8)) : char < ' ' ? '' : char;
      const step = char === '\t' || shown === '' ? shown.length : charWidth(char);
      if (width + step > columns) {
        folded.push(row);
        [row, width] = ['', 0];
      }
      row += shown;
      width += step;
    }
    folded.push(row);
  }
  return folded;
}

/** Reverses what differs from the line before. */
function markChanges(line: string, before: string): string {
  const then = [...before];
  let [out, run] = ['', ''];
  for (const [at, char] of [...line].entries()) {
    if (char !== (then[at] ?? ' ')) run += char;
    else {
      out += reversed(run) + char;
      run = '';
    }
  }
  return out + reversed(run);
}

import { reversed } from '../full-screen.ts';

/** A key and what it does, as the two lines at the bottom name them. */
export type Hint = readonly [key: string, what: string];

/** In pairs: one above the other. */
export const editHints: readonly Hint[] = [
  ['^G', 'Help'],
  ['^X', 'Exit'],
  ['^O', 'Write Out'],
  ['^R', 'Read File'],
  ['^W', 'Where Is'],
  ['^\\', 'Replace'],
  ['^K', 'Cut'],
  ['^U', 'Paste'],
  ['^T', 'Execute'],
  ['^J', 'Justify'],
  ['^C', 'Location'],
  ['^/', 'Go To Line'],
];
export const promptHints: readonly Hint[] = [
  ['^G', 'Help'],
  ['^C', 'Cancel'],
];
export const yesNoHints: readonly Hint[] = [
  [' Y', 'Yes'],
  [' N', 'No'],
  ['', ''],
  ['^C', 'Cancel'],
];

/** Shape: `  GNU nano 7.2        /etc/haproxy/haproxy.cfg *` over the whole width, reversed */
export function titleBar(name: string, isModified: boolean, columns: number): string {
  const left = '  GNU nano 7.2';
  const right = isModified ? 'Modified  ' : '';
  const room = columns - left.length - right.length - 2;
  const shown = name.length > room ? `...${name.slice(3 - room)}` : name;
  const start = Math.max(left.length + 2, Math.floor((columns - shown.length) / 2));
  const middle = (left.padEnd(start) + shown).padEnd(columns - right.length);
  return reversed((middle + right).slice(0, columns));
}

/** A word about what happened, in the middle. Shape: `[ Wrote 3 lines ]` */
export function statusBar(message: string, columns: number): string {
  if (message === '') return '';
  const text = `[ ${message} ]`.slice(0, columns);
  return ' '.repeat(Math.floor((columns - text.length) / 2)) + reversed(text);
}

/** The line in which something is asked. */
export function promptBar(question: string, answer: string, columns: number): string {
  return reversed(`${question}${answer}`.slice(-columns).padEnd(columns));
}

/** The two lines of hints, as many as fit. */
export function hintBars(hints: readonly Hint[], columns: number): readonly [string, string] {
  const most = Math.floor((columns + 40) / 20);
  const count = Math.min(Math.ceil(hints.length / 2), Math.max(1, most));
  const width = Math.floor(columns / Math.max(count, 2));
  const bar = (offset: number): string => {
    let line = '';
    for (let at = 0; at < count; at++) {
      const [key, what] = hints[at * 2 + offset] ?? ['', ''];
      const text = what.slice(0, Math.max(0, width - key.length - 2));
      line += reversed(key) + ` ${text}`.padEnd(width - key.length);
    }
    return line;
  };
  return [bar(0), bar(1)];
}

import type { EditBuffer } from './buffer.ts';

/** What a key asks of the editor beyond the line itself. */
export type Outcome =
  | 'accept'
  | 'interrupt'
  | 'end'
  | 'clear'
  | 'older'
  | 'newer'
  | 'oldest'
  | 'newest'
  | 'search'
  | 'bell';

/** Shape: `wasKilling` where the key before cut something; `lastWord` is the history's last word */
type Binding = (buffer: EditBuffer, wasKilling: boolean, lastWord: string) => Outcome | void;

const toStart: Binding = (buffer) => buffer.moveTo(0);
const toEnd: Binding = (buffer) => buffer.moveTo(buffer.chars.length);
const left: Binding = (buffer) => buffer.moveTo(buffer.cursor - 1);
const right: Binding = (buffer) => buffer.moveTo(buffer.cursor + 1);
const removeNext: Binding = (buffer) => {
  if (buffer.cursor === buffer.chars.length) return 'bell';
  buffer.deleteTo(buffer.cursor + 1);
  return undefined;
};
const killWord: Binding = (buffer, wasKilling) =>
  buffer.killTo(buffer.wordStart(false), wasKilling);

/** Readline's keys in its emacs mode. */
export const bindings: Readonly<Record<string, Binding>> = {
  '^A': toStart,
  '^B': left,
  '^C': () => 'interrupt',
  '^D': (buffer, ...rest) => (buffer.chars.length === 0 ? 'end' : removeNext(buffer, ...rest)),
  '^E': toEnd,
  '^F': right,
  '^H': (buffer) => {
    if (buffer.cursor === 0) return 'bell';
    buffer.deleteTo(buffer.cursor - 1);
    return undefined;
  },
  '^K': (buffer, wasKilling) => buffer.killTo(buffer.chars.length, wasKilling),
  '^L': () => 'clear',
  '^M': () => 'accept',
  '^N': () => 'newer',
  '^P': () => 'older',
  '^R': () => 'search',
  '^T': (buffer) => buffer.transpose(),
  '^U': (buffer, wasKilling) => buffer.killTo(0, wasKilling),
  '^W': (buffer, wasKilling) => buffer.killTo(buffer.wordStart(true), wasKilling),
  '^Y': (buffer) => buffer.yank(),
  'M-b': (buffer) => buffer.moveTo(buffer.wordStart(false)),
  'M-f': (buffer) => buffer.moveTo(buffer.wordEnd()),
  'M-d': (buffer, wasKilling) => buffer.killTo(buffer.wordEnd(), wasKilling),
  'M-^H': killWord,
  'M-.': (buffer, _, lastWord) => buffer.insert(lastWord),
  'M-<': () => 'oldest',
  'M->': () => 'newest',
  up: () => 'older',
  down: () => 'newer',
  left,
  right,
  home: toStart,
  end: toEnd,
  delete: removeNext,
};

import { after, select, type Task } from '../../../cluster/kernel/index.ts';
import { rewindable, type Rewindable } from '../../open.ts';
import { assign } from '../assign.ts';
import type { Shell } from '../shell.ts';
import { isName } from '../variables.ts';
import { refuseOption, type Builtin } from './builtin.ts';

const usage =
  'read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] ' +
  '[-t timeout] [-u fd] [name ...]';

export const read: Builtin = function* (shell, argv) {
  const words = argv.slice(1);
  let isRaw = false;
  const values: Record<string, string> = {};
  while (words[0]?.startsWith('-') && words[0].length > 1) {
    const option = words.shift()!;
    if (option === '--') break;
    for (let at = 1; at < option.length; at++) {
      const letter = option[at]!;
      if (letter === 'r') isRaw = true;
      else if (/[pndtN]/.test(letter)) {
        values[letter] = option.slice(at + 1) || (words.shift() ?? '');
        break;
      } else if (!/[es]/.test(letter))
        return yield* refuseOption(shell, 'read', `-${letter}`, usage);
    }
  }
  for (const name of words) {
    if (isName(name)) continue;
    yield* shell.complain(`read: \`${name}': not a valid identifier`);
    return 1;
  }
  const input = rewindable(shell.process, 0);
  if (input === undefined) return 1;
  const count = values['n'] ?? values['N'];
  if (values['p'] && input.terminal) yield* shell.process.warn(values['p']);
  const limit = count === undefined ? undefined : Number(count);
  const delimiter = values['d'] === undefined ? '\n' : values['d'].slice(0, 1) || '\0';
  const line = yield* readTimed(
    shell,
    () => readRecord(input, delimiter, limit, isRaw),
    values['t'],
  );
  if (line === undefined) return 142;
  yield* assignFields(shell, words, line.text, isRaw);
  return line.isEnded ? 0 : 1;
};

interface Line {
  readonly text: string;
  readonly isEnded: boolean;
}

/** Reads in a thread of its own, so that `-t` can give up on it. */
function* readTimed(
  shell: Shell,
  body: () => Task<Line>,
  timeout: string | undefined,
): Task<Line | undefined> {
  if (timeout === undefined) return yield* body();
  let record: Line | undefined;
  const thread = shell.process.go(
    (function* () {
      record = yield* body();
    })(),
  );
  const delayUs = Math.round(Number(timeout) * 1_000_000);
  try {
    yield* select({ done: thread.done, timeout: after(delayUs) });
  } finally {
    thread.cancel();
  }
  return record;
}

/** Reads up to the delimiter and puts back what came after it. A backslash may hide a newline. */
function* readRecord(
  input: Rewindable,
  delimiter: string,
  limit: number | undefined,
  isRaw: boolean,
): Task<Line> {
  let text = '';
  let isEscaped = false;
  for (;;) {
    const chunk = yield* input.read();
    if (chunk === '') return { text, isEnded: false };
    for (let at = 0; at < chunk.length; at++) {
      const char = chunk[at]!;
      const isEnd = char === delimiter && !isEscaped;
      if (isEscaped && char === '\n') text = text.slice(0, -1);
      else if (!isEnd) text += char;
      isEscaped = !isRaw && !isEscaped && char === '\\';
      if (!isEnd && text.length !== limit) continue;
      input.unread(chunk.slice(at + 1));
      return { text, isEnded: true };
    }
  }
}

function* assignFields(
  shell: Shell,
  names: readonly string[],
  line: string,
  isRaw: boolean,
): Task<void> {
  const plain = (text: string): string => (isRaw ? text : text.replace(/\\([^])/g, '$1'));
  if (names.length === 0) return yield* assign(shell, 'REPLY', plain(line));
  const ifs = shell.variables.get('IFS') ?? ' \t\n';
  const blanks = [...ifs].filter((char) => /\s/.test(char)).join('');
  const isBlank = (char: string | undefined): boolean =>
    char !== undefined && blanks.includes(char);
  let at = 0;
  const skip = (): void => {
    while (at < line.length && isBlank(line[at])) at++;
  };
  skip();
  for (const name of names.slice(0, -1)) {
    const from = at;
    while (at < line.length && !ifs.includes(line[at]!)) at += line[at] === '\\' && !isRaw ? 2 : 1;
    yield* assign(shell, name, plain(line.slice(from, at)));
    skip();
    if (at < line.length && ifs.includes(line[at]!) && !isBlank(line[at])) at++;
    skip();
  }
  let end = line.length;
  while (end > at && isBlank(line[end - 1]) && line[end - 2] !== '\\') end--;
  yield* assign(shell, names.at(-1)!, plain(line.slice(at, end)));
}

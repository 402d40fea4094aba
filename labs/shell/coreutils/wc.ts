import type { Task } from '../../cluster/kernel/index.ts';
import { byteLength, eachInput } from './input.ts';
import { makeTool, type Tool } from './tool.ts';

interface Counts {
  lines: number;
  words: number;
  chars: number;
  bytes: number;
  'max-line-length': number;
}

const columns = ['lines', 'words', 'chars', 'bytes', 'max-line-length'] as const;

export const wc = makeTool(
  {
    usage: '[OPTION]... [FILE]...',
    options: { lines: 'l', words: 'w', chars: 'm', bytes: 'c', 'max-line-length': 'L' },
  },
  function* (tool) {
    const asked = columns.filter((column) => tool.has(column));
    const shown = asked.length > 0 ? asked : (['lines', 'words', 'bytes'] as const);
    const width = widthFor(tool, shown.length);
    const format = (counts: Counts, name: string): string => {
      const numbers = shown.map((column) => String(counts[column]).padStart(width));
      return `${numbers.join(' ')}${name === '' ? '' : ` ${name}`}\n`;
    };
    const total: Counts = { lines: 0, words: 0, chars: 0, bytes: 0, 'max-line-length': 0 };
    let status = 0;
    for (const name of tool.operands.length === 0 ? [''] : tool.operands) {
      const counts: Counts = { lines: 0, words: 0, chars: 0, bytes: 0, 'max-line-length': 0 };
      const isFolder = name !== '' && tool.files.isDirectory(tool.resolve(name));
      const failed = isFolder
        ? yield* tool.complain(`${name}: Is a directory`)
        : yield* eachInput(tool, [name || '-'], ({ stream }) => count(counts, () => stream.read()));
      status ||= failed;
      if (failed && !isFolder) continue;
      yield* tool.process.print(format(counts, name));
      for (const column of columns) total[column] += counts[column];
    }
    if (tool.operands.length > 1) yield* tool.process.print(format(total, 'total'));
    return status;
  },
);

function* count(counts: Counts, read: () => Task<string>): Task<void> {
  let isInWord = false;
  let length = 0;
  for (let text = yield* read(); text !== ''; text = yield* read()) {
    counts.bytes += byteLength(text);
    for (const char of text) {
      counts.chars++;
      if (char === '\n') counts.lines++;
      length = char === '\n' ? 0 : length + 1;
      counts['max-line-length'] = Math.max(counts['max-line-length'], length);
      const isBlank = /\s/.test(char);
      if (!isBlank && !isInWord) counts.words++;
      isInWord = !isBlank;
    }
  }
}

/** GNU makes the columns as wide as the sizes of the files need, and 7 where it can't know. */
function widthFor(tool: Tool, shown: number): number {
  const { operands } = tool;
  if (shown === 1 && operands.length <= 1) return 1;
  if (operands.length === 0) return 7;
  let size = 0;
  for (const name of operands) {
    const status = tool.files.stat(tool.resolve(name));
    if (name === '-' || status?.kind === 'directory') return 7;
    size += status?.size ?? 0;
  }
  return String(size).length;
}

import type { Task } from '../../cluster/kernel/index.ts';
import { eachInput, eachLine } from './input.ts';
import { makeTool, type Tool } from './tool.ts';

/** A range of `cut`'s list. */
interface Range {
  readonly from: number;
  readonly to: number;
}

export const cut = makeTool(
  {
    usage: 'OPTION... [FILE]...',
    options: {
      bytes: 'b:',
      characters: 'c:',
      fields: 'f:',
      delimiter: 'd:',
      'only-delimited': 's',
      complement: '',
      'output-delimiter': ':',
    },
  },
  function* (tool) {
    const text = tool.value('fields') ?? tool.value('characters') ?? tool.value('bytes');
    if (text === undefined) {
      return yield* tool.refuse('you must specify a list of bytes, characters, or fields');
    }
    const ranges = parseRanges(text);
    if (typeof ranges === 'string') return yield* tool.refuse(ranges);
    const delimiter = tool.value('delimiter') ?? '\t';
    if ([...delimiter].length !== 1) {
      return yield* tool.refuse('the delimiter must be a single character');
    }
    const isSelected = (at: number): boolean =>
      ranges.some(({ from, to }) => at >= from && at <= to) !== tool.has('complement');
    const isFields = tool.has('fields');
    return yield* eachInput(tool, tool.operands, ({ stream }) =>
      eachLine(stream, function* (line) {
        if (isFields && !line.includes(delimiter)) {
          if (!tool.has('only-delimited')) yield* tool.process.print(`${line}\n`);
          return;
        }
        const parts = isFields ? line.split(delimiter) : [...line];
        const joiner = tool.value('output-delimiter') ?? (isFields ? delimiter : '');
        const kept = parts.filter((_, index) => isSelected(index + 1));
        yield* tool.process.print(`${kept.join(joiner)}\n`);
      }),
    );
  },
);

/** Errors: GNU's message */
function parseRanges(text: string): Range[] | string {
  const ranges: Range[] = [];
  for (const piece of text.split(/[,\s]/)) {
    const match = /^(\d*)(-?)(\d*)$/.exec(piece);
    if (match === null || piece === '-' || piece === '') {
      if (piece === '-') return 'invalid range with no endpoint: -';
      return `invalid field value ‘${piece}’`;
    }
    const [, first = '', dash, last = ''] = match;
    if (first === '0' || (dash === '' && first === '')) return 'fields are numbered from 1';
    const from = Number(first || '1');
    const to = dash === '' ? from : last === '' ? Number.MAX_SAFE_INTEGER : Number(last);
    if (to < from) return 'invalid decreasing range';
    ranges.push({ from, to });
  }
  return ranges;
}

export const uniq = makeTool(
  {
    usage: '[OPTION]... [INPUT [OUTPUT]]',
    options: { count: 'c', repeated: 'd', unique: 'u', 'ignore-case': 'i', 'skip-fields': 'f:' },
  },
  function* (tool) {
    const skipped = Number(tool.value('skip-fields') ?? '0');
    const keyOf = (line: string): string => {
      const rest = line.replace(new RegExp(`^(\\s*\\S+){0,${skipped}}`, 'u'), '');
      return tool.has('ignore-case') ? rest.toLowerCase() : rest;
    };
    let [line, count]: [string | undefined, number] = [undefined, 0];
    const status = yield* eachInput(tool, tool.operands.slice(0, 1), ({ stream }) =>
      eachLine(stream, function* (next) {
        if (line !== undefined && keyOf(line) === keyOf(next)) {
          count++;
          return;
        }
        yield* showGroup(tool, line, count);
        [line, count] = [next, 1];
      }),
    );
    yield* showGroup(tool, line, count);
    return status;
  },
);

function* showGroup(tool: Tool, line: string | undefined, count: number): Task<void> {
  if (line === undefined) return;
  if (tool.has('repeated') && count === 1) return;
  if (tool.has('unique') && count > 1) return;
  const head = tool.has('count') ? `${String(count).padStart(7)} ` : '';
  yield* tool.process.print(`${head}${line}\n`);
}
